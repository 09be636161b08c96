import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { findNamed } from "../../domain/names.js";
import { Activity, activitySchema } from "../../domain/records/activity.js";
import { TeamInfo, teamSchema } from "../../domain/records/team.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { filters, named, uniqueFilter } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import { createNamed, descriptionSchema, renamingSchema } from "../http/named.js";
import type { CallOptions } from "../http/send.js";

/** Filter of a team's activity. */
export interface ActivityQuery {
  /** Only activity of this account. */
  readonly userId?: number | undefined;
  /** Only activity in this project. */
  readonly projectId?: number | undefined;
  /** Only activity in this labeling job. */
  readonly jobId?: number | undefined;
  /** Only activity in jobs of this annotator. */
  readonly labelerId?: number | undefined;
  /** Only reviews with this mark. */
  readonly reviewStatus?: "done" | "accepted" | "rejected" | undefined;
  /** Kind of activity, for example `image_review_status_updated`. */
  readonly actions?: readonly string[] | undefined;
  /** Only activity at this time or later. */
  readonly from?: Date | undefined;
  /** Only activity at this time or earlier. */
  readonly to?: Date | undefined;
}

const activityQuerySchema = z
  .strictObject({
    userId: kinds.id,
    projectId: kinds.id,
    jobId: kinds.id,
    labelerId: kinds.id,
    reviewStatus: z.enum(["done", "accepted", "rejected"]),
    actions: kinds.names,
    from: kinds.time,
    to: kinds.time,
  })
  .partial();

/** Teams: `api.team`. */
export class TeamApi extends ApiGroup {
  /** Lists the teams of the token's account. */
  getList(filter: readonly Filter[] = [], options?: CallOptions): Listing<TeamInfo> {
    const query = { label: "teams", body: {}, filter };
    return this.caller.list("teams.list", { ...query, schema: teamSchema, record: TeamInfo }, options);
  }

  /** Returns one team. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<TeamInfo> {
    return this.caller.read("teams.info", { id }, teamSchema, options);
  }

  /** Returns the team with a name, or null. */
  async getInfoByName(name: string, options?: CallOptions): Promise<TeamInfo | null> {
    const existing = await this.getList(uniqueFilter("team.getInfoByName", "name", name), options);
    return findNamed(existing, name) ?? null;
  }

  /** Lists the activity of a team; all given conditions must match. */
  getActivity(teamId: number, query: ActivityQuery = {}, options?: CallOptions): Listing<Activity> {
    parseArgument("team.getActivity", "query", activityQuerySchema, query);
    const { userId, projectId, jobId, labelerId, reviewStatus, actions, from, to } = query;
    return this.caller.numberedList(
      "teams.activity",
      {
        label: `activity of team ${teamId}`,
        body: { teamId },
        filter: [
          ...filters({ labelerId, reviewStatus, userId, projectId, jobId, type: actions }),
          ...(from === undefined ? [] : [{ field: "date", operator: ">=" as const, value: from.toISOString() }]),
          ...(to === undefined ? [] : [{ field: "date", operator: "<=" as const, value: to.toISOString() }]),
        ],
        schema: activitySchema,
        record: Activity,
      },
      options,
    );
  }

  /** Creates a team. @throws {ConflictError} the name is taken */
  async create(
    name: string,
    details: { readonly description?: string | undefined } = {},
    options?: CallOptions,
  ): Promise<TeamInfo> {
    parseArgument("team.create", "details", descriptionSchema, details);
    return createNamed(
      this.caller,
      {
        method: "teams.add",
        body: { name, description: details.description ?? "" },
        schema: teamSchema,
        parent: "instance",
        sameName: (search) => this.getList(named("name", name), search),
      },
      options,
    );
  }

  /** Changes the name or description of a team. */
  async update(
    id: number,
    changes: { readonly name?: string | undefined; readonly description?: string | undefined },
    options?: CallOptions,
  ): Promise<TeamInfo> {
    const fields = parseChanges("team.update", renamingSchema, changes);
    await this.caller.sendIdempotent("teams.editInfo", { id, ...fields }, options);
    return this.getInfoById(id, options);
  }

  /** Archives a team: lists no longer contain it. */
  archive(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("teams.archive", { id }, options);
  }
}
