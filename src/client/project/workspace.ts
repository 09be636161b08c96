import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { findNamed } from "../../domain/names.js";
import { WorkspaceInfo, workspaceSchema } from "../../domain/records/team.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { named, uniqueFilter } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import { createNamed, descriptionSchema, renamingSchema } from "../http/named.js";
import type { CallOptions } from "../http/send.js";

/** Workspaces of teams: `api.workspace`. */
export class WorkspaceApi extends ApiGroup {
  /** Lists the workspaces of a team. */
  getList(teamId: number, filter: readonly Filter[] = [], options?: CallOptions): Listing<WorkspaceInfo> {
    const query = { label: `workspaces of team ${teamId}`, body: { teamId }, filter };
    return this.caller.list("workspaces.list", { ...query, schema: workspaceSchema, record: WorkspaceInfo }, options);
  }

  /** Returns one workspace. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<WorkspaceInfo> {
    return this.caller.read("workspaces.info", { id }, workspaceSchema, options);
  }

  /** Returns the workspace with a name in a team, or null. */
  async getInfoByName(teamId: number, name: string, options?: CallOptions): Promise<WorkspaceInfo | null> {
    const existing = await this.getList(teamId, uniqueFilter("workspace.getInfoByName", "name", name), options);
    return findNamed(existing, name) ?? null;
  }

  /** Creates a workspace in a team. @throws {ConflictError} the name is taken there */
  async create(
    teamId: number,
    name: string,
    details: { readonly description?: string | undefined } = {},
    options?: CallOptions,
  ): Promise<WorkspaceInfo> {
    parseArgument("workspace.create", "details", descriptionSchema, details);
    return createNamed(
      this.caller,
      {
        method: "workspaces.add",
        body: { teamId, name, description: details.description ?? "" },
        schema: workspaceSchema,
        parent: `team ${teamId}`,
        sameName: (search) => this.getList(teamId, named("name", name), search),
      },
      options,
    );
  }

  /** Changes the name or description of a workspace. */
  async update(
    id: number,
    changes: { readonly name?: string | undefined; readonly description?: string | undefined },
    options?: CallOptions,
  ): Promise<WorkspaceInfo> {
    const fields = parseChanges("workspace.update", renamingSchema, changes);
    await this.caller.sendIdempotent("workspaces.editInfo", { id, ...fields }, options);
    return this.getInfoById(id, options);
  }

  /** Archives a workspace: lists no longer contain it. */
  archive(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("workspaces.archive", { id }, options);
  }
}
