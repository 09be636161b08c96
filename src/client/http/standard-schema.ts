/** Schemas of any library: what https://standardschema.dev asks of them. */
import type { FieldIssue } from "../../domain/errors.js";
import { contractError } from "./failures.js";

/** A schema of zod, valibot, arktype or another library that follows the Standard Schema. */
export interface StandardSchema<Output = unknown> {
  /** The schema by the Standard Schema specification, version 1. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Only for types: absent when the program runs. */
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What a schema makes of a value: the value, or what is wrong with it. */
export type SchemaResult<Output> =
  | {
      /** The value that the schema gives. */
      readonly value: Output;
      /** Nothing is wrong. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong; at least one. */
      readonly issues: readonly SchemaIssue[];
    };

/** One thing that is wrong with a value, and where. */
export interface SchemaIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where it is wrong; absent where the whole value is. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The type that a schema gives. */
export type SchemaOutput<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];

/** Whether a value is such a schema. A function may be one: arktype's are. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  if (!("~standard" in value)) return false;
  const standard = value["~standard"];
  return (
    typeof standard === "object" &&
    standard !== null &&
    "validate" in standard &&
    typeof standard.validate === "function"
  );
}

/** An answer as its schema gives it. @throws {ContractError} it does not fit */
export async function validated<S extends StandardSchema>(
  method: string,
  schema: S,
  value: unknown,
): Promise<SchemaOutput<S>> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(({ message, path = [] }): FieldIssue => ({ path: pathText(path), message }));
  throw contractError(method, issues, new Error(issues.map(({ message }) => message).join("; ")));
}

function pathText(path: NonNullable<SchemaIssue["path"]>): string {
  return path.map((part) => String(typeof part === "object" ? part.key : part)).join(".");
}
