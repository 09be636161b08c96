/** Runs Debian's Chromium headless. */
import { existsSync } from "node:fs";
import process from "node:process";
import { type BrowserContext, chromium } from "playwright-core";

const executable = "/usr/bin/chromium";

/** Whether the browser is installed; prints a message if not. With `CI=true` a missing browser is an error. */
export function hasChromium(): boolean {
  if (existsSync(executable)) return true;
  if (process.env.CI === "true") throw new Error(`${executable} is needed when CI=true: apt-get install chromium`);
  console.warn(`skipped: no ${executable} here: apt-get install chromium`);
  return false;
}

/** Opens the browser with a new profile in `folder`. */
export function openChromium(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: executable,
    headless: true,
    viewport: { width: 1280, height: 900 },
    args: [
      // The sandbox does not work as root, nor in most containers.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
