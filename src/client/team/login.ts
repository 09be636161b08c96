import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { AuthError, ContractError } from "../../domain/errors.js";
import { json } from "../http/read-response.js";
import { type CallOptions, checkCallOptions, type Sender } from "../http/send.js";

const responseSchema = z.object({ token: z.string() });
const claimsSchema = z.object({ apiToken: z.string().min(1) });

/** Logs in with a password and returns the account's API token. No error or log contains the password. */
export async function tokenOf(sender: Sender, login: string, password: string, options?: CallOptions): Promise<string> {
  const method = "account";
  parseArgument("login", "login", kinds.name, login);
  parseArgument("login", "password", kinds.name, password);
  if (options !== undefined) checkCallOptions("login", options);
  const read = json(method, responseSchema);
  try {
    return await sender.send(
      {
        method,
        path: "/api/account",
        contentType: "application/x-www-form-urlencoded",
        body: new URLSearchParams({ login, password }).toString(),
        secrets: [password],
        // A repeated login only increases the login counter.
        repetition: "safe",
        read: (response) => apiTokenOf(read(response).token),
      },
      options,
    );
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    throw new AuthError(`${login} cannot log in with this password`, {
      status: error.status,
      method,
      detail: error.detail,
      attempts: error.attempts,
      hint: "check the login and password (disabled accounts, and accounts in no team, cannot log in either)",
    });
  }
}

/** Reads the API token from the claims of a JWT. */
function apiTokenOf(jwt: string): string {
  const claims = claimsSchema.safeParse(decode(jwt.split(".")[1] ?? ""));
  if (claims.success) return claims.data.apiToken;
  throw new ContractError("account: the response to the login has no API token", {
    method: "account",
    issues: [{ path: "token", message: "expected a JWT with the claim apiToken" }],
  });
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
