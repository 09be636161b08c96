/**
 * Measures how costs grow with the size of a campaign: uploads, splits, waits, lists, the memory of client and server,
 * tables.
 */
import { z } from "zod";
import { Api } from "../../src/client/api.js";
import { tableOf } from "../../src/domain/display/record-display.js";
import { JobInfo, jobSchema } from "../../src/domain/records/job.js";
import { renderTerminal } from "../../src/render/terminal/terminal.js";
import { campaignFindings } from "./support/campaign-scale.js";
import { startBenchInstance } from "./support/instance.js";
import { addAnnotators, addJobs, teamId } from "./support/jobs.js";
import { elapsedMs, median, plain, times } from "./support/numbers.js";
import { type Finding, report } from "./support/report.js";

const annotators = 100;
const sizes = [1_000, 10_000, 100_000];
const rounds = 3;
const megabyte = 2 ** 20;
const pageSchema = z.object({ entities: z.array(z.unknown()), after: z.string().nullish() });

/** Runs the bench and prints its table. */
export async function run(): Promise<void> {
  const instance = await startBenchInstance();
  const api = new Api({ address: instance.address, token: instance.token, connections: 4 });
  try {
    const userIds = await addAnnotators(api, annotators);
    const findings = await campaignFindings(api, userIds, Number(process.env.SCALE ?? 1));
    let before: { page: number; token: number } | undefined;
    let count = (await api.labelingJob.getList(teamId)).length;
    for (const size of sizes) {
      if (size > count) await addJobs(api, userIds, size - count);
      count = Math.max(size, count);
      // The first read includes one-time work.
      if (before === undefined) await readByPage(api);
      const page = await microsecondsARow(() => readByPage(api));
      const token = await microsecondsARow(() => readByToken(api));
      const { rssBytes } = await instance.counters();
      const goal = before === undefined ? {} : { goal: "the same", met: page <= before.page * 1.25 };
      findings.push(
        {
          what: `a row of ${plain(size)} jobs, by page`,
          ours: `${plain(page)} µs`,
          ...ratioTo(before?.page, page),
          ...goal,
        },
        {
          what: `a row of ${plain(size)} jobs, by token`,
          ours: `${plain(token)} µs`,
          ...ratioTo(before?.token, token),
        },
        { what: "the instance's memory then", ours: `${plain(rssBytes / megabyte)} MB` },
      );
      before ??= { page, token };
    }
    findings.push(await streamed(api), await drawn(api));
    report("scale", "-", findings);
  } finally {
    await api.close();
    await instance.close();
  }
}

function ratioTo(before: number | undefined, now: number): { ratio?: string } {
  return before === undefined ? {} : { ratio: times(now, before) };
}

async function microsecondsARow(read: () => Promise<number>): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let rows = 0;
    const ms = await elapsedMs(async () => {
      rows = await read();
    });
    samples.push((ms / rows) * 1000);
  }
  return median(samples);
}

async function readByPage(api: Api): Promise<number> {
  let rows = 0;
  for (let page = 1; ; page++) {
    const body = { teamId, showDisabled: false, filter: [], page, per_page: 500 };
    const { entities } = await api.call("jobs.list", body, pageSchema);
    rows += entities.length;
    if (entities.length < 500) return rows;
  }
}

async function readByToken(api: Api): Promise<number> {
  let rows = 0;
  let after: string | null | undefined;
  do {
    const place = after == null ? {} : { after };
    const body = { teamId, showDisabled: false, filter: [], pagination_mode: "token", per_page: 500, ...place };
    const answer = await api.call("jobs.list", body, pageSchema);
    rows += answer.entities.length;
    after = answer.after;
  } while (after != null);
  return rows;
}

async function streamed(api: Api): Promise<Finding> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let rows = 0;
  for await (const _job of api.labelingJob.getList(teamId)) {
    rows += 1;
    if (rows % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  }
  const growth = (peak - before) / megabyte;
  return {
    what: `memory growth of a client that streams ${plain(rows)} jobs, after all that`,
    ours: `${plain(growth)} MB`,
    goal: "≤ 50 MB",
    met: growth <= 50,
  };
}

async function drawn(api: Api): Promise<Finding> {
  const { entities } = await api.call(
    "jobs.list",
    { teamId, showDisabled: false, filter: [], per_page: 500 },
    pageSchema,
  );
  const some = entities.map((entity) => jobSchema.parse(entity));
  const jobs = Array.from({ length: 10_000 }, (_, index) => some[index % some.length]!);
  const model = tableOf(JobInfo, jobs);
  const samples: number[] = [];
  for (let round = 0; round < 5; round++) {
    samples.push(
      await elapsedMs(async () => {
        renderTerminal(model, { columns: 140, color: true, maxRows: Number.POSITIVE_INFINITY });
      }),
    );
  }
  const ms = median(samples);
  return { what: "a table of 10,000 jobs, in full", ours: `${plain(ms)} ms`, goal: "≤ 300 ms", met: ms <= 300 };
}
