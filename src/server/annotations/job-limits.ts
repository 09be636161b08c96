import type { JobSettings } from "../jobs/job-store.js";

/** A tag in the settings of a job. */
export interface NamedTag {
  readonly id: number;
  readonly name: string;
}

/** Whether a job shows the figures of a class; its annotator cannot change other figures. Always true without a job. */
export function showsClass(job: JobSettings | undefined, className: string): boolean {
  if (job === undefined || job.classes.length === 0 || job.dynamicClasses === true) return true;
  return job.classes.some(({ title }) => title === className);
}

/** Whether the annotator of a job may add, change and remove a tag. */
export function showsTag(job: JobSettings | undefined, tag: NamedTag): boolean {
  if (job === undefined) return true;
  const { readOnlyTags } = job;
  if (Array.isArray(readOnlyTags) && readOnlyTags.includes(tag.name)) return false;
  if (job.projectTags.length === 0 || job.dynamicTags === true) return true;
  return job.projectTags.some(({ id }) => id === tag.id);
}
