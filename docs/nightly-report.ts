// Reports on a campaign; the exit code is 0 only if all limits are met. Run it every night:
//
//   CAMPAIGN=nov TEAM='Road signs' slylab docs/nightly-report.ts
//
// Exit codes: 0 all limits are met; 3 a person or the agreement is below a limit; 1 the report failed; 2 wrong usage.
import { join } from 'node:path'
import { NoResultError, team } from 'slylab'

const { CAMPAIGN, TEAM, REPORT_FOLDER = 'report', RATE = '12', CURRENCY = 'EUR' } = process.env
const LEAST_ACCEPTANCE = Number(process.env['LEAST_ACCEPTANCE'] ?? 0.8)
const LEAST_F1 = Number(process.env['LEAST_F1'] ?? 0.7)
if (!CAMPAIGN || !TEAM || [LEAST_ACCEPTANCE, LEAST_F1, Number(RATE)].some(Number.isNaN)) {
  console.error('set CAMPAIGN (the name of the jobs) and TEAM (its id or name); limits and RATE are numbers')
  process.exit(2)
}

const place = /^\d+$/.test(TEAM) ? Number(TEAM) : TEAM
const jobs = await team(place).jobs({ name: CAMPAIGN }).lineage()
if (jobs.length === 0) {
  console.error(`no jobs are called '${CAMPAIGN}'`)
  process.exit(1)
}

// The work and acceptance of each person.
const people = await jobs.people({ rate: Number(RATE), currency: CURRENCY })
await people.toCSV(join(REPORT_FOLDER, 'people.csv'))
const problems = people
  .filter(({ firstPassAcceptance }) => firstPassAcceptance !== null && firstPassAcceptance < LEAST_ACCEPTANCE)
  .map(({ login, firstPassAcceptance }) => `${login}: first-pass acceptance ${firstPassAcceptance?.toFixed(2)}`)

// The agreement; without overlap there is nothing to compare.
const agreement = await jobs.agreement().catch((error: unknown) => {
  if (error instanceof Error && error.cause instanceof NoResultError) return undefined
  throw error
})
if (agreement !== undefined) {
  await agreement.toCSV(join(REPORT_FOLDER, 'agreement.csv'))
  const disputed = await agreement.disputed(50)
  await disputed.toCSV(join(REPORT_FOLDER, 'disputed.csv'))
  for (const { login, f1 } of agreement.people) {
    if (f1 !== null && f1 < LEAST_F1) problems.push(`${login}: F1 with the others ${f1.toFixed(2)}`)
  }
}

const done = people.reduce((sum, { imagesDone }) => sum + imagesDone, 0)
const all = people.reduce((sum, { imagesCount }) => sum + imagesCount, 0)
console.log(`${CAMPAIGN}: ${done} of ${all} images done, F1 ${agreement?.f1?.toFixed(2) ?? 'not measured'}`)
for (const problem of problems) console.log(`below the limit: ${problem}`)
process.exit(problems.length === 0 ? 0 : 3)
