import { isSameName, nameKey } from "../../domain/names.js";
import { text } from "../http/fields.js";
import { readInstant } from "../http/instant.js";
import { invalid } from "../http/problem.js";
import type { StoredTagValue } from "../images/image-tag-store.js";

/** The fields of a tag that rules use. */
export interface RuledTag {
  readonly name: string;
  readonly settings: {
    readonly value_type: string;
    readonly values?: readonly string[] | undefined;
    readonly applicable_type: string;
    readonly classes: readonly string[];
  };
}

/** Checks the value of a tag on an item; returns its stored form. @throws {Problem} the item or the value is not allowed */
export function allowedValue(
  tag: RuledTag,
  value: unknown,
  on: { readonly kind: "image" } | { readonly kind: "object"; readonly className: string },
  path: string,
): StoredTagValue {
  const { applicable_type, classes } = tag.settings;
  if (applicable_type === (on.kind === "image" ? "objectsOnly" : "imagesOnly")) {
    throw invalid(path, `tag "${tag.name}" is not allowed on ${on.kind}s`, "any.only");
  }
  if (on.kind === "object" && classes.length > 0 && !classes.some((each) => isSameName(each, on.className))) {
    throw invalid(path, `tag "${tag.name}" is not allowed on objects of class "${on.className}"`, "any.only");
  }
  return typedValue(tag, value ?? null, path);
}

/** Checks the type of a tag's value; returns its stored form. @throws {Problem} the value is not allowed */
export function typedValue({ name, settings }: RuledTag, value: unknown, path: string): StoredTagValue {
  switch (settings.value_type) {
    case "none":
      if (value === null) return null;
      throw invalid(path, `tag "${name}" takes no value`, "any.only");
    case "any_number":
      if (typeof value === "number") return value;
      throw invalid(path, `tag "${name}" takes a number`, "number.base");
    case "oneof_string": {
      const values = settings.values ?? [];
      if (typeof value === "string") {
        const same = values.find((each) => each === value) ?? values.find((each) => nameKey(each) === nameKey(value));
        if (same !== undefined) return same;
      }
      throw invalid(path, `tag "${name}" takes one of ${values.join(", ")}`, "any.only");
    }
    case "date":
      if (typeof value === "string" && readInstant(value) !== undefined) return value;
      throw invalid(
        path,
        `tag "${name}" takes an ISO 8601 date, for example 2026-01-05 or 2026-01-05T09:00:00Z`,
        "date.format",
      );
    default: {
      const parsed = text.safeParse(value);
      if (parsed.success) return parsed.data;
      throw invalid(path, `tag "${name}" takes text of at most 100,000 characters, without NUL`, "string.base");
    }
  }
}
