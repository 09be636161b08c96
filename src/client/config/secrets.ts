/** Decides which variables are secrets, for the client, the prompt and `slylab doctor`. */

/** Values by variable name. */
export type Variables = Readonly<Record<string, string | undefined>>;

const secretName = /token|passw|passphrase|secret|credential|api_?key|private_?key|access_?key/i;
const passwordInAddress = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]*:([^\s/?#@]+)@/i;

/** Returns the values that must never be shown or saved: by variable name, and passwords in addresses. */
export function secretsOf(sources: readonly Variables[]): readonly string[] {
  const secrets = new Set<string>();
  for (const source of sources) {
    for (const [name, value = ""] of Object.entries(source)) {
      const password = passwordInAddress.exec(value.trim())?.[1];
      if (password !== undefined) secrets.add(password);
      if (secretName.test(name) && value.trim() !== "") {
        secrets.add(value.trim());
        // dotenv keeps an unclosed quote and the lines after it; people type only the text inside.
        const [line = ""] = value.trim().split(/[\r\n]/);
        const unquoted = line.replace(/^["'`]|["'`]$/g, "").trim();
        if (unquoted !== "") secrets.add(unquoted);
      }
    }
  }
  return [...secrets];
}
