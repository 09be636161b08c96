/**
 * Sends one request to an instance repeatedly: `tsx load-work.ts ADDRESS TOKEN METHOD BODY AT_ONCE SECONDS`; prints the
 * times.
 */
import { Pool } from "undici";
import { quantile } from "./numbers.js";

const [address = "", token = "", method = "", body = "{}", atOnce = "16", seconds = "5"] = process.argv.slice(2);
const pool = new Pool(address, { connections: Number(atOnce), pipelining: 1 });
const headers = { "x-api-key": token, "content-type": "application/json" };
const path = `/public/api/v3/${method}`;

async function askUntil(end: number, samples: number[]): Promise<void> {
  while (performance.now() < end) {
    const began = performance.now();
    const answer = await pool.request({ method: "POST", path, headers, body });
    const bytes = await answer.body.arrayBuffer();
    if (answer.statusCode !== 200) throw new Error(`${method}: ${answer.statusCode} ${Buffer.from(bytes).toString()}`);
    samples.push(performance.now() - began);
    received += bytes.byteLength;
  }
}

let received = 0;
async function load(forMs: number): Promise<number[]> {
  const samples: number[] = [];
  received = 0;
  const end = performance.now() + forMs;
  await Promise.all(Array.from({ length: Number(atOnce) }, () => askUntil(end, samples)));
  return samples;
}

await load(1000);
const began = performance.now();
const samples = await load(Number(seconds) * 1000);
const ms = performance.now() - began;
await pool.close();
console.log(
  JSON.stringify({
    perSecond: (samples.length / ms) * 1000,
    p50Ms: quantile(samples, 0.5),
    p99Ms: quantile(samples, 0.99),
    bytesPerSecond: (received / ms) * 1000,
  }),
);
