/** Parses the times of requests. */

const form =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Converts an ISO 8601 date or time to text that sorts by time: UTC with milliseconds, like stored times, followed by any
 * further digits. Returns undefined for invalid times. Times without an offset are UTC.
 */
export function readInstant(text: string): string | undefined {
  const parts = form.exec(text.trim());
  if (parts === null) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", offset = "Z"] = parts;
  const shift = offsetMinutes(offset);
  if (shift === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  // Date.UTC and the constructor treat the years 0 to 99 as 1900 to 1999.
  const start = new Date(0);
  start.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const local = start.setUTCHours(Number(hour), Number(minute), Number(second));
  // setUTCFullYear turns February 30 into March 2.
  if (new Date(local).getUTCDate() !== Number(day) || Number(month) > 12 || month === "00") return undefined;
  const instant = new Date(local - shift * 60_000 + Number(fraction.padEnd(3, "0").slice(0, 3)));
  if (Number.isNaN(instant.getTime()) || instant.getUTCFullYear() > 9999 || instant.getUTCFullYear() < 0)
    return undefined;
  // "588Z" < "588~1" < "589Z": fractions of a millisecond sort after it and before the next.
  const rest = fraction.slice(3).replace(/0+$/, "");
  const iso = instant.toISOString();
  return rest === "" ? iso : `${iso.slice(0, -1)}~${rest}`;
}

function offsetMinutes(offset: string): number | undefined {
  if (/^z$/i.test(offset)) return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(":", "") || "0");
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
