// Run inside the page before its own scripts: what a picture cannot be asked.

const luminance = ([red, green, blue]) => {
  const [r, g, b] = [red, green, blue].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

// Computed colors are `rgb(…)` in 0 to 255, and `color(srgb …)` in 0 to 1 where a style mixes them.
const parseColor = (text) => {
  const [, form, list] = text.match(/^(rgba?|color)\((?:srgb )?([^)]*)\)$/) ?? [];
  if (list === undefined) throw new Error(`cannot parse the color ${text}`);
  const [red, green, blue, alpha = 1] = list.split(/[,\s/]+/).map(Number);
  return [...[red, green, blue].map((part) => (form === "color" ? part * 255 : part)), alpha];
};

const over = ([red, green, blue, alpha], ground) =>
  [red, green, blue].map((part, index) => part * alpha + ground[index] * (1 - alpha));

const groundOf = (element) => {
  if (element === null) return [255, 255, 255];
  const color = parseColor(getComputedStyle(element).backgroundColor);
  return color[3] === 1 ? color.slice(0, 3) : over(color, groundOf(element.parentElement));
};

const opacityOf = (element) =>
  element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);

const contrastOf = (element) => {
  const style = getComputedStyle(element);
  const ground = groundOf(element);
  const color = parseColor(element instanceof SVGElement ? style.fill : style.color);
  const ink = over([...color.slice(0, 3), color[3] * opacityOf(element)], ground);
  const [dark, light] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

/** Each text that is seen below `selector`, with the contrast to its ground as WCAG 2 reckons it. */
globalThis.contrastsOf = (selector) =>
  [...document.querySelectorAll(selector)].flatMap((root) => {
    const seen = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, nodeValue } = walker.currentNode;
      if (nodeValue.trim() === "" || parentElement.closest("style") || !parentElement.checkVisibility()) continue;
      seen.push({ text: nodeValue.trim(), contrast: contrastOf(parentElement) });
    }
    return seen;
  });

/** The text of each cell below `selector` that is wider than its cell. */
globalThis.clippedIn = (selector) =>
  [...document.querySelectorAll(selector)]
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => element.textContent.trim());
