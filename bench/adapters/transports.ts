/**
 * What a transport costs: one Feennex create over ky and over the direct transport, against bare ky over undici, in one
 * run. Needs built packages and no peers; `node --no-warnings bench/adapters/transports.ts [rounds]` prints a table.
 */
import { transports } from "./contenders/all.ts"
import { measure, parallels } from "./speed.ts"

const rounds = Number(process.argv[2] ?? 9)
const speed = await measure({ rounds, milliseconds: 300, warmUpMilliseconds: 4000 }, transports)
const base = "ky over undici's fetch"

const cpu = (name: string, parallel: number): number => {
  const found = [...speed].find(([other]) => other === name)?.[1]
  if (found === undefined || "why" in found) throw new Error(`${name}: ${found?.why ?? "not measured"}`)
  return [...found].find(([at]) => at === parallel)?.[1].cpu ?? Number.NaN
}

for (const parallel of parallels) {
  console.log(`\n| ${parallel} at once | µs of processor time | × ${base} |\n| --- | --: | --: |`)
  for (const name of transports) {
    const own = cpu(name, parallel)
    console.log(`| ${name} | ${own.toFixed(0)} | ${(own / cpu(base, parallel)).toFixed(2)} |`)
  }
}
