import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { findNamed, isSameName } from "../../domain/names.js";
import { ProjectInfo, projectSchema } from "../../domain/records/project.js";
import { type ProjectMeta, projectMetaSchema } from "../../domain/records/project-meta.js";
import { type ProjectStats, projectStatsSchema } from "../../domain/records/project-stats.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { named, uniqueFilter } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import { createNamed, renamingSchema } from "../http/named.js";
import type { CallOptions } from "../http/send.js";
import { type MetaSteps, planMetaChange, rawMetaSchema } from "./meta-change.js";
import { checkMetaChange, type MetaChange } from "./meta-change-input.js";
import { cloneProject, readValidationSchema, settingsSchema, withValidationSchema } from "./project-data.js";

const detailsSchema = z
  .strictObject({ description: kinds.text, readme: kinds.text, settings: kinds.fields, customData: kinds.fields })
  .partial();

/** Projects and their meta: `api.project`. */
export class ProjectApi extends ApiGroup {
  /** Lists the projects of a workspace. */
  getList(workspaceId: number, filter: readonly Filter[] = [], options?: CallOptions): Listing<ProjectInfo> {
    return this.#list({ workspaceId }, `workspace ${workspaceId}`, filter, options);
  }

  /** Lists the projects in all workspaces of a team. */
  getListOfTeam(teamId: number, filter: readonly Filter[] = [], options?: CallOptions): Listing<ProjectInfo> {
    return this.#list({ groupId: teamId }, `team ${teamId}`, filter, options);
  }

  /** Returns one project with its counts. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<ProjectInfo> {
    return this.caller.read("projects.info", { id }, projectSchema, options);
  }

  /** Returns the project with a name in a workspace, or null. */
  async getInfoByName(workspaceId: number, name: string, options?: CallOptions): Promise<ProjectInfo | null> {
    const existing = await this.getList(workspaceId, uniqueFilter("project.getInfoByName", "name", name), options);
    return findNamed(existing, name) ?? null;
  }

  /** Returns the object classes and tags of a project. */
  getMeta(id: number, options?: CallOptions): Promise<ProjectMeta> {
    return this.caller.read("projects.meta", { id }, projectMetaSchema, options);
  }

  /**
   * Changes parts of a project's meta. Classes and tags are added, or changed by name; only those in `remove` are removed,
   * with their objects. `{ id, name }` renames a class or tag, `renameValues` the values of a tag; objects and tags are
   * kept. The server rejects a change that contradicts existing objects.
   *
   * Cost: three requests, and one for each changed name or set of values. Of two concurrent changes one may be lost, because
   * the API replaces the meta as a whole.
   * @example
   * await api.project.updateMeta(5555, { classes: [{ name: "plum", shape: "polygon" }] });
   * await api.project.updateMeta(5555, { classes: [{ id: 22309, name: "citrus" }] });
   */
  async updateMeta(id: number, change: MetaChange, options?: CallOptions): Promise<ProjectMeta> {
    checkMetaChange(change);
    const raw = await this.caller.read("projects.meta", { id }, rawMetaSchema, options);
    const { meta, classNames, tagNames, tagValues } = planMetaChange(raw, change);
    if (meta !== undefined) await this.caller.sendIdempotent("projects.meta.update", { id, meta }, options);
    if (tagValues.length > 0) await this.#renameValues(id, tagValues, options);
    for (const { id: classId, to } of classNames) {
      await this.caller.sendIdempotent("advanced.object_classes.editInfo", { id: classId, name: to }, options);
    }
    for (const { id: tagId, to, color } of tagNames) {
      await this.caller.sendIdempotent("advanced.tags.editInfo", { id: tagId, title: to, color }, options);
    }
    return this.getMeta(id, options);
  }

  /** Creates a project of images. @throws {ConflictError} the name is taken in the workspace */
  async create(
    workspaceId: number,
    name: string,
    details: {
      readonly description?: string | undefined;
      readonly readme?: string | undefined;
      readonly settings?: Readonly<Record<string, unknown>>;
      readonly customData?: Readonly<Record<string, unknown>>;
    } = {},
    options?: CallOptions,
  ): Promise<ProjectInfo> {
    parseArgument("project.create", "details", detailsSchema, details);
    const { description = "", readme, settings, customData } = details;
    return createNamed(
      this.caller,
      {
        method: "projects.add",
        body: { name, workspaceId, description, type: "images", ...defined({ readme, settings, customData }) },
        schema: projectSchema,
        parent: `workspace ${workspaceId}`,
        sameName: (search) => this.getList(workspaceId, named("name", name), search),
      },
      options,
    );
  }

  /** Changes the name or description of a project. */
  async update(
    id: number,
    changes: { readonly name?: string | undefined; readonly description?: string | undefined },
    options?: CallOptions,
  ): Promise<ProjectInfo> {
    const fields = parseChanges("project.update", renamingSchema, changes);
    await this.caller.sendIdempotent("projects.editInfo", { id, ...fields }, options);
    return this.getInfoById(id, options);
  }

  /** Returns the project with a name in a workspace; creates it if missing. */
  async getOrCreate(workspaceId: number, name: string, options?: CallOptions): Promise<ProjectInfo> {
    return (await this.getInfoByName(workspaceId, name, options)) ?? this.create(workspaceId, name, {}, options);
  }

  /** Returns the custom data of a project. */
  async getCustomData(id: number, options?: CallOptions): Promise<Readonly<Record<string, unknown>>> {
    return (await this.getInfoById(id, options)).customData;
  }

  /** Replaces the custom data of a project. */
  async updateCustomData(
    id: number,
    customData: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<ProjectInfo> {
    parseArgument("project.updateCustomData", "customData", kinds.fields, customData);
    await this.caller.sendIdempotent("projects.editInfo", { id, customData }, options);
    return this.getInfoById(id, options);
  }

  /** Returns the settings of a project as the server sends them. */
  async getSettings(id: number, options?: CallOptions): Promise<Readonly<Record<string, unknown>>> {
    return (await this.caller.read("projects.info", { id }, settingsSchema, options)).settings;
  }

  /** Changes settings of a project; omitted ones are unchanged. */
  async updateSettings(
    id: number,
    settings: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<Readonly<Record<string, unknown>>> {
    parseArgument("project.updateSettings", "settings", kinds.fields, settings);
    await this.caller.sendIdempotent("projects.settings.update", { id, settings }, options);
    return this.getSettings(id, options);
  }

  /** Returns the schema that validates the meta of a project's images, or null. */
  async getValidationSchema(id: number, options?: CallOptions): Promise<Readonly<Record<string, unknown>> | null> {
    return readValidationSchema(await this.getCustomData(id, options));
  }

  /** Sets the schema that validates the meta of a project's images; null removes it. */
  async setValidationSchema(
    id: number,
    schema: Readonly<Record<string, unknown>> | null,
    options?: CallOptions,
  ): Promise<void> {
    if (schema !== null) parseArgument("project.setValidationSchema", "schema", kinds.fields, schema);
    const customData = withValidationSchema(await this.getCustomData(id, options), schema);
    await this.caller.sendIdempotent("projects.editInfo", { id, customData }, options);
  }

  /** Removes the schema that validates the meta of a project's images. */
  removeValidationSchema(id: number, options?: CallOptions): Promise<void> {
    return this.setValidationSchema(id, null, options);
  }

  /** Counts the images, objects and tags of a project by dataset, class and tag. */
  getStats(id: number, options?: CallOptions): Promise<ProjectStats> {
    return this.caller.read("projects.stats", { id }, projectStatsSchema, options);
  }

  /**
   * Copies a project with its datasets, images, tags and objects. Returns the copy.
   *
   * Cost: three requests or more, because the server copies in a task that is polled.
   * @throws {ConflictError} the name is taken in the workspace
   */
  async clone(id: number, workspaceId: number, name: string, options?: CallOptions): Promise<ProjectInfo> {
    parseArgument("project.clone", "name", kinds.name, name);
    return this.getInfoById(await cloneProject(this.caller, { id, workspaceId, name }, options), options);
  }

  /** Moves a project to another workspace of its team. */
  move(id: number, workspaceId: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("projects.workspace.set", { id, workspaceId }, options);
  }

  /** Removes an object class and its objects from a project. */
  removeClass(projectId: number, id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("projects.classes.remove", { id, projectId }, options);
  }

  /** Removes a tag from a project and from its images and objects. */
  removeTag(projectId: number, id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("projects.tags.remove", { id, projectId }, options);
  }

  /** Permanently removes projects with their content. */
  async removePermanently(ids: readonly number[], options?: CallOptions): Promise<void> {
    parseArgument("project.removePermanently", "ids", kinds.someIds, ids);
    return this.caller.sendIdempotent("projects.remove.permanently", { projects: ids.map((id) => ({ id })) }, options);
  }

  /** Archives a project: lists no longer contain it. */
  archive(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("projects.archive", { id }, options);
  }

  async #renameValues(id: number, changes: MetaSteps["tagValues"], options?: CallOptions): Promise<void> {
    const { tags } = await this.getMeta(id, options);
    for (const { tag, values } of changes) {
      const tagId = tags.find(({ name }) => isSameName(name, tag))?.id;
      await this.caller.sendIdempotent("advanced.tags.values.rename", { id: tagId, values }, options);
    }
  }

  #list(
    body: Readonly<Record<string, number>>,
    parent: string,
    filter: readonly Filter[],
    options?: CallOptions,
  ): Listing<ProjectInfo> {
    const query = { label: `projects of ${parent}`, body, filter };
    return this.caller.list("projects.list", { ...query, schema: projectSchema, record: ProjectInfo }, options);
  }
}
