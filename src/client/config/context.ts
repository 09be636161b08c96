import { type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { ConfigError } from "../../domain/errors.js";

/** Ids from the environment; any may be missing. */
export interface ContextValues {
  /** Id of the team: `CONTEXT_TEAMID` or `TEAM_ID`. */
  readonly teamId?: number | undefined;
  /** Id of the project: `CONTEXT_PROJECTID` or `PROJECT_ID`. */
  readonly projectId?: number | undefined;
  /** Id of the user: `CONTEXT_USERID` or `USER_ID`. */
  readonly userId?: number | undefined;
  /** Login of the user: `CONTEXT_USERLOGIN` or `USER_LOGIN`. */
  readonly userLogin?: string | undefined;
}

/**
 * Reads the ids that a notebook or script works on from `CONTEXT_TEAMID`, `CONTEXT_PROJECTID`, `CONTEXT_USERID` and
 * `CONTEXT_USERLOGIN`, or uses those of the local instance's seed.
 *
 * @throws {ConfigError} an id is read that is not set
 */
export class Context {
  static {
    showInHosts(Context);
  }

  readonly #values: ContextValues;

  /** @internal */
  constructor(values: ContextValues) {
    this.#values = values;
  }

  /** The team to work in. */
  get teamId(): number {
    return required("CONTEXT_TEAMID", this.#values.teamId);
  }

  /** The project to label. */
  get projectId(): number {
    return required("CONTEXT_PROJECTID", this.#values.projectId);
  }

  /** The id of the account. */
  get userId(): number {
    return required("CONTEXT_USERID", this.#values.userId);
  }

  /** The login of the account. */
  get userLogin(): string {
    return required("CONTEXT_USERLOGIN", this.#values.userLogin);
  }

  [display](): DisplayModel {
    const { teamId, projectId, userId, userLogin } = this.#values;
    return {
      kind: "record",
      title: "Context",
      fields: [
        { label: "team id", kind: "id", value: teamId },
        { label: "project id", kind: "id", value: projectId },
        { label: "user id", kind: "id", value: userId },
        { label: "user login", kind: "text", value: userLogin },
      ],
    };
  }
}

function required<T>(variable: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new ConfigError(`${variable} is not set`, {
    option: variable,
    source: "the environment, local.env and ~/supervisely.env",
    hint: `set ${variable}=… in local.env`,
  });
}
