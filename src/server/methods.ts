import { z } from "zod";
import { annotationRoutes } from "./annotations/annotation-routes.js";
import { figureRoutes } from "./annotations/figure-routes.js";
import { figureWorkRoutes } from "./annotations/figure-work-routes.js";
import { collectionRoutes } from "./collections/collection-routes.js";
import { fileRoutes } from "./files/file-routes.js";
import { guideRoutes } from "./guides/guide-routes.js";
import { type Method, type Methods, method } from "./http/method.js";
import { imageEditRoutes } from "./images/image-edit-routes.js";
import { imageLinkRoutes } from "./images/image-link-routes.js";
import { imageRoutes } from "./images/image-routes.js";
import { imageTagRoutes } from "./images/image-tag-routes.js";
import { imageWorkRoutes } from "./images/image-work-routes.js";
import { issueRoutes } from "./issues/issue-routes.js";
import { jobEditRoutes } from "./jobs/job-edit-routes.js";
import { jobRoutes } from "./jobs/job-routes.js";
import { arrangeRoutes } from "./projects/arrange-routes.js";
import { metaEditRoutes } from "./projects/meta-edit-routes.js";
import { metaItemRoutes } from "./projects/meta-item-routes.js";
import { metaRoutes } from "./projects/meta-routes.js";
import { projectRoutes } from "./projects/project-routes.js";
import { wholeProjectRoutes } from "./projects/whole-project-routes.js";
import { queueRoutes } from "./queues/queue-routes.js";
import type { ServerContext } from "./server-context.js";
import { teamRoutes } from "./teams/team-routes.js";
import { userRoutes } from "./users/user-routes.js";
import { webhookRoutes } from "./webhooks/webhook-routes.js";

/** Version of the API; the official SDK compares it with the version that it requires. */
export const apiVersion = "6.18.3";

/** Returns all methods of the API, by name. */
export function methodsOf(server: ServerContext): ReadonlyMap<string, Method> {
  // Clients store passwords by this id, since the port of an instance may change.
  const instanceId = server.stores.settings.get("instanceId");
  const { simulatedPeople } = server;
  const version = { version: apiVersion, instanceId, ...(simulatedPeople === undefined ? {} : { simulatedPeople }) };
  const instance: Methods = {
    "instance.version": method(z.unknown(), () => version, { body: "none" }),
  };
  const all = [
    instance,
    userRoutes,
    teamRoutes,
    projectRoutes,
    metaRoutes,
    metaItemRoutes,
    arrangeRoutes,
    wholeProjectRoutes,
    metaEditRoutes,
    imageRoutes,
    imageEditRoutes,
    imageLinkRoutes,
    imageTagRoutes,
    imageWorkRoutes,
    annotationRoutes,
    figureRoutes,
    figureWorkRoutes,
    jobRoutes,
    jobEditRoutes,
    queueRoutes,
    webhookRoutes,
    fileRoutes,
    collectionRoutes,
    issueRoutes,
    guideRoutes,
  ];
  return new Map(all.flatMap((each) => Object.entries(typeof each === "function" ? each(server) : each)));
}
