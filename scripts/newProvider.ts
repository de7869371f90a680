/**
 * `npm run new-provider -- <name> [--kinds payouts|payments|both]` writes a provider package in the house anatomy, with a
 * contract that is red until somebody has read the vendor's documents. Versions and build files are those of
 * packages/memory, so nothing drifts; the workspace finds the package by itself after `npm install`.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { parseArgs } from "node:util"
import { manifestOf, workspaces } from "./workspaces.ts"

const template = "templates/provider"
const model = "packages/memory"

const stop = (message: string): never => {
  console.error(message)
  process.exit(1)
}

const files = readdirSync(template, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.\w+$/.test(name))
  .toSorted()

const vendorOf = (name: string) => name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

// Names that the files of a package need for something else.
const taken = (): ReadonlySet<string> => {
  const names = files.flatMap((file) => [
    ...readFileSync(join(template, file), "utf8").matchAll(/(?:as|type|class|interface|const|[{,]) ([A-Z]\w*)/g)
  ])
  return new Set(names.map(([, name]) => name ?? ""))
}

const checkName = (name: string): void => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    stop(`"${name}" is no package name: lower-case letters, digits and single dashes, such as acme-pay`)
  }
  if (workspaces().some(({ manifest }) => manifest.name === `@switchyard/${name}`) || existsSync(`packages/${name}`)) {
    stop(`there is a package ${name} already`)
  }
  if (taken().has(vendorOf(name))) stop(`"${name}" would collide with the ${vendorOf(name)} of another module`)
}

type Kinds = "payouts" | "payments" | "both"

const isKinds = (text: string): text is Kinds => ["payouts", "payments", "both"].includes(text)

// What stands between `// if <kind>` and `// end` stays where the kind is wanted; the two lines themselves never do.
const chosen = (text: string, kinds: Kinds): string => {
  let keeps = true
  const lines = text.split("\n").filter((line) => {
    const [, condition] = /^\s*\/\/ if (payouts|payments)$/.exec(line) ?? []
    if (condition !== undefined) keeps = kinds === "both" || kinds === condition
    const isEnd = /^\s*\/\/ end$/.test(line)
    if (isEnd) keeps = true
    return condition === undefined && !isEnd && keeps
  })
  return lines.join("\n")
}

const isWanted = (file: string, kinds: Kinds): boolean =>
  !(kinds === "payouts" && /payments/i.test(file)) && !(kinds === "payments" && /payouts/i.test(file))

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const packageJson = (name: string, kinds: Kinds): string => {
  const manifest = manifestOf(model)
  const what = kinds === "both" ? "payments and payouts" : kinds
  return json({
    ...manifest,
    name: `@switchyard/${name}`,
    description: `${vendorOf(name)} ${what} for Switchyard.`,
    devDependencies: { "@switchyard/contract-tests": "*", ...manifest.devDependencies }
  })
}

const testConfig = (): string => {
  const config = JSON.parse(readFileSync(join(model, "tsconfig.test.json"), "utf8"))
  return json({ ...config, references: [...config.references, { path: "../contract-tests" }] })
}

const generate = (name: string, kinds: Kinds): void => {
  const fill = (text: string) =>
    text
      .replaceAll("__VENDOR__", name.replaceAll("-", "_").toUpperCase())
      .replaceAll("__Vendor__", vendorOf(name))
      .replaceAll("__vendor__", name)
  const directory = join("packages", name)
  const write = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  write(join(directory, "package.json"), packageJson(name, kinds))
  for (const file of ["tsconfig.json", "vitest.config.ts", "LICENSE"]) {
    write(join(directory, file), readFileSync(join(model, file), "utf8"))
  }
  write(join(directory, "tsconfig.test.json"), testConfig())
  for (const file of files.filter((candidate) => isWanted(candidate, kinds))) {
    write(join(directory, fill(file)), fill(chosen(readFileSync(join(template, file), "utf8"), kinds)))
  }
  write(`.changeset/add-${name}.md`, `---\n"@switchyard/${name}": minor\n---\n\n${vendorOf(name)}, a new provider.\n`)
  // The vendor's name decides the order of imports and the length of lines.
  execFileSync("node_modules/.bin/biome", ["check", "--write", directory], { stdio: ["ignore", "ignore", "inherit"] })
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { kinds: { type: "string" } } })
const [name, ...more] = positionals
const kinds = values.kinds ?? "both"
if (name === undefined || more.length > 0) {
  stop("usage: npm run new-provider -- <name> [--kinds payouts|payments|both]")
} else if (!isKinds(kinds)) {
  stop(`--kinds is payouts, payments or both, not "${kinds}"`)
} else {
  checkName(name)
  generate(name, kinds)
  console.log(
    `packages/${name} is there. Now run \`npm install\`, then go on with step 2 of docs/adding-a-provider.md.`
  )
}
