import { z } from "zod";
import type { House } from "../house.js";
import { type Method, type Methods, method } from "../method.js";
import { annotationRoutes } from "./annotations.js";
import { figureRoutes } from "./figures.js";
import { imageEditRoutes } from "./image-edits.js";
import { imageTagRoutes } from "./image-tags.js";
import { imageRoutes } from "./images.js";
import { jobEditRoutes } from "./job-edits.js";
import { jobRoutes } from "./jobs.js";
import { metaRoutes } from "./metas.js";
import { projectRoutes } from "./projects.js";
import { queueRoutes } from "./queues.js";
import { teamRoutes } from "./teams.js";
import { userRoutes } from "./users.js";
import { webhookRoutes } from "./webhooks.js";

/** The version of the API that is spoken: the official SDK compares it with what it needs. */
export const apiVersion = "6.18.3";

/** Every method of the API by its name. */
export function methodsOf(house: House): ReadonlyMap<string, Method> {
  const instance: Methods = { "instance.version": method(z.unknown(), () => ({ version: apiVersion })) };
  const all = [
    instance,
    userRoutes,
    teamRoutes,
    projectRoutes,
    metaRoutes,
    imageRoutes,
    imageEditRoutes,
    imageTagRoutes,
    annotationRoutes,
    figureRoutes,
    jobRoutes,
    jobEditRoutes,
    queueRoutes,
    webhookRoutes,
  ];
  return new Map(all.flatMap((each) => Object.entries(typeof each === "function" ? each(house) : each)));
}
