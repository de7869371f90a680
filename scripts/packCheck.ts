/**
 * `npm run pack:check` packs every package, looks at what is in the tarballs, installs them in an empty project outside
 * the workspace, and works there as a newcomer would: plain JavaScript, strict TypeScript, and the READMEs' examples
 * against the simulators of the packed sandbox. Needs the npm registry. The packages must be built.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { Checks } from "./packed/checks.ts"
import { examples, firstJson } from "./packed/examples.ts"
import * as Programs from "./packed/programs.ts"
import { make, type Urls } from "./packed/project.ts"
import { otherRuntimes } from "./packed/runtimes.ts"
import { checkDependencies, checkExports, checkFiles, checkManifest, packAll } from "./packed/tarball.ts"
import { isPublished, publicModules } from "./publicModules.ts"
import { manifestOf, workspaces } from "./workspaces.ts"

const scratch = mkdtempSync(join(tmpdir(), "switchyard-packed-"))
const report = ".results/packages.json"
rmSync(report, { force: true })
const checks = new Checks()
const packages = workspaces().filter(isPublished)
const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`

const tarballs = packAll(packages, scratch)
for (const tarball of tarballs) {
  const { manifest } = tarball.workspace
  await checks.run(`${manifest.name} ships what it needs and nothing else`, () => {
    return `${checkFiles(tarball)}, ${kilobytes(tarball.size)} packed, ${kilobytes(tarball.unpackedSize)} unpacked`
  })
  await checks.run(`${manifest.name} exports only files that it ships`, () => checkExports(tarball))
  await checks.run(`${manifest.name} asks for exactly what it imports`, () => checkDependencies(tarball))
  await checks.run(`${manifest.name} has a package.json that npm leaves as it is`, () => checkManifest(tarball))
}

const directory = join(scratch, "project")
mkdirSync(directory)
const project = make(directory)
const contains = (text: string, expected: RegExp): string => {
  if (!expected.test(text)) throw new Error(`printed, instead of ${expected}:\n${text}`)
  return text.trim().replaceAll("\n", "; ")
}

await checks.run("the tarballs install in an empty project, without a warning about peers", async () => {
  const { devDependencies = {} } = manifestOf(".")
  const registry = ["effect", "vitest", "typescript", "@types/node"].map((name) => [name, devDependencies[name]])
  const packed = tarballs.map(({ path, workspace }) => [workspace.manifest.name, `file:${path}`])
  const dependencies = Object.fromEntries([...packed, ...registry])
  project.write("package.json", JSON.stringify({ name: "newcomer", private: true, type: "module", dependencies }))
  await project.run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--strict-peer-deps")
  await project.run("npm", "ls", "--all")
  const copies = (await project.run("npm", "ls", "effect", "--parseable")).trim().split("\n")
  if (copies.length !== 1) throw new Error(`effect is installed more than once:\n${copies.join("\n")}`)
  return undefined
})

const modules = packages.flatMap(publicModules)
project.write("every.mjs", Programs.everyModule(modules))
project.write("sending.mjs", Programs.sending)

await checks.run("a settlement report is read from text, from XLSX, and from XLS in a worker", async () => {
  project.write("registers.mjs", Programs.registers)
  return contains(await project.run("node", "registers.mjs"), /^order-1\norder-1\norder-1\n$/)
})

// A package that nobody finds but who looks from the folder beneath.
const apart = "@newcomer/psp"
for (const [file, text] of Object.entries(Programs.pluginPackage(apart))) {
  project.write(`apart/node_modules/${apart}/${file}`, text)
}
project.write("apart/loading.mjs", Programs.loading(apart))
const notInstalled = `the package ${apart}-gone is not installed\n`
const here = { name: `Node.js ${process.versions.node}`, command: process.execPath, args: [] }
for (const { args, command, name } of [here, ...otherRuntimes()]) {
  await checks.run(`${name} imports every module`, async () =>
    contains(await project.run(command, ...args, "every.mjs"), new RegExp(`^${modules.length}\n$`))
  )
  await checks.run(`${name} sends a request once and hears its answer`, async () =>
    contains(await project.run(command, ...args, "sending.mjs"), /^Answer 200 1\n$/)
  )
  await checks.run(`${name} finds a plugin where the application has it, and names the one it has not`, async () =>
    contains(await project.run(command, ...args, "apart/loading.mjs"), new RegExp(`^loaded\n(?:${notInstalled}){2}$`))
  )
}

// Every example under the name of what its README is about: root1, facade1, facade2 …
const copied = [".", ...packages.map(({ directory }) => directory)].flatMap((directory) =>
  examples(directory).map(
    (text, index) => [`${directory === "." ? "root" : basename(directory)}${index + 1}`, text] as const
  )
)
const withSimulators = async (urls: Urls) => {
  const operations = async (reference: string) => {
    const answers = await Promise.all(
      Object.values(urls).map(async (url) => (await fetch(`${url}/_sandbox/operations?reference=${reference}`)).text())
    )
    return answers.join("\n")
  }

  await checks.run("plain JavaScript pays at both simulators through the facade", async () => {
    project.write("promises.mjs", Programs.promises(urls))
    const printed = contains(await project.run("node", "promises.mjs"), /^p2p accepted\nfeennex accepted\n$/)
    for (const reference of ["plain-p2p", "plain-feennex"]) contains(await operations(reference), new RegExp(reference))
    return printed
  })

  await checks.run("strict TypeScript compiles every README's examples, and all declarations", async () => {
    for (const [name, text] of copied) project.write(`${name}.ts`, text)
    project.write("start.ts", Programs.start(urls.feennex))
    project.write("every.ts", Programs.everyModule(modules))
    project.write("tsconfig.json", Programs.tsconfig)
    await project.run("tsc", "-p", ".")
    return `${copied.length} examples, ${modules.length} modules`
  })

  await checks.run("the example of the root README pays at the simulator", async () => {
    const printed = contains(await project.run("node", "build/start.js"), /^accepted as \d+\n$/)
    contains(await operations("payout-2001"), /payout-2001/)
    return printed
  })

  await checks.run("the facade's README pays at the simulator, with the config that it shows", async () => {
    const config = firstJson("packages/facade").replace("https://core.feennex.com", urls.feennex)
    project.write("switchyard.json", config.replace('{ "$env": "FEENNEX_SECRET_KEY" }', '"sandbox_secret"'))
    return contains(await project.run("node", "build/facade1.js"), /^feennex \w+\n/)
  })
}

await checks.run("the simulators of the packed sandbox start and end", async () => {
  await project.withSandbox(withSimulators)
  return undefined
})

rmSync(scratch, { recursive: true, force: true })
checks.end(report)
