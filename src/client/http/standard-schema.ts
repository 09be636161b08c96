/** Schemas of any library that implements https://standardschema.dev. */
import type { FieldIssue } from "../../domain/errors.js";
import { contractError } from "./failures.js";

/** A schema of zod, valibot, arktype or another library that implements Standard Schema. */
export interface StandardSchema<Output = unknown> {
  /** The schema, by version 1 of the specification. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Used by types only; absent at run time. */
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** The result of a validation: the value or the issues. */
export type SchemaResult<Output> =
  | {
      /** The validated value. */
      readonly value: Output;
      /** Undefined: there are no issues. */
      readonly issues?: undefined;
    }
  | {
      /** The issues; at least one. */
      readonly issues: readonly SchemaIssue[];
    };

/** One problem with a value. */
export interface SchemaIssue {
  /** Description of the problem. */
  readonly message: string;
  /** The path of the invalid part; absent if it is the whole value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The output type of a schema. */
export type SchemaOutput<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];

/** Whether a value is such a schema. Schemas of arktype are functions. */
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

/** Validates a response by its schema. @throws {ContractError} it does not match */
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
