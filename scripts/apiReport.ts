/**
 * `npm run api` writes what each package lets others import to docs/api/<package>.api.md, module by module, from the
 * declarations that are published; with `--check` it writes nothing and exits 1 where that text has drifted, or where an
 * exported name has no doc comment. Reports come from API Extractor, whose own TypeScript reads the declarations.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join, resolve } from "node:path"
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor"
import { isPublished, type PublicModule, publicModules } from "./publicModules.ts"
import { workspaces } from "./workspaces.ts"

const reports = "docs/api"
const isCheck = process.argv.includes("--check")
const scratch = mkdtempSync(join(tmpdir(), "api-report-"))
const problems: Array<string> = []

const settingsFor = (directory: string, declarations: string): ExtractorConfig => {
  const entry = resolve(declarations)
  const compilerOptions = { module: "nodenext", target: "es2024", types: ["node"], strict: true, skipLibCheck: true }
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: resolve(directory),
      newlineKind: "lf",
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
      apiReport: { enabled: true, reportFolder: scratch, reportTempFolder: scratch, reportFileName: "module" },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false }
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve(directory, "package.json")
  })
}

// The declarations alone: what API Extractor writes around them is the same for every module.
const declarationsIn = (report: string): string => {
  const text = /```ts\n(.*)\n```/s.exec(report)?.[1]
  if (text === undefined) throw new Error("API Extractor's report has another form than before")
  return text.replace(/\/\/ \(No @packageDocumentation comment for this package\)\n*$/, "").trim()
}

const extract = (specifier: string, settings: ExtractorConfig, compilerState: CompilerState): string => {
  const result = Extractor.invoke(settings, {
    compilerState,
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Error) problems.push(`${specifier}: ${message.text}`)
      // Its warnings are about release tags, which are not used here: everything that can be imported is public.
      message.handled = true
    }
  })
  if (!result.succeeded) problems.push(`${specifier}: API Extractor could not read it`)
  const text = declarationsIn(readFileSync(join(scratch, "module.api.md"), "utf8"))
  for (const [, name] of text.matchAll(/^\/\/ @public \(undocumented\)\n(?:export )?(.*)$/gm)) {
    problems.push(`${specifier}: this exported name has no doc comment: ${name}`)
  }
  return text
}

const packages = workspaces()
  .filter(isPublished)
  .map((workspace) => ({
    workspace,
    modules: publicModules(workspace).map((module) => ({
      module,
      settings: settingsFor(workspace.directory, module.declarations)
    }))
  }))

// One program for all modules: reading the declarations of the dependencies is most of the work.
const [first, ...others] = packages.flatMap(({ modules }) => modules.map(({ settings }) => settings))
if (first === undefined) throw new Error("there is no package to report on")
const compilerState = CompilerState.create(first, {
  additionalEntryPoints: others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath)
})

// The index only points at modules, each of which has a section of its own.
const textOf = ({ declarations, path, specifier }: PublicModule, settings: ExtractorConfig): string =>
  path === "index"
    ? readFileSync(declarations, "utf8")
        .replace(/\/\/# source.*\n?/, "")
        .trim()
    : extract(specifier, settings, compilerState)

mkdirSync(reports, { recursive: true })
const written = packages.map(({ modules, workspace }) => {
  const sections = modules.map(
    ({ module, settings }) => `## ${module.specifier}\n\n\`\`\`ts\n${textOf(module, settings)}\n\`\`\`\n`
  )
  const path = join(reports, `${basename(workspace.directory)}.api.md`)
  const report = `# What ${workspace.manifest.name} exports\n\nWritten by \`npm run api\`.\n\n${sections.join("\n")}`
  if (!isCheck) writeFileSync(path, report)
  else if (!existsSync(path) || readFileSync(path, "utf8") !== report) {
    problems.push(`${path} is not what the package exports now: write it anew with npm run api, and commit it`)
  }
  return basename(path)
})

for (const stale of readdirSync(reports).filter((file) => !written.includes(file))) {
  if (isCheck) problems.push(`${join(reports, stale)} is of no package: npm run api takes it away`)
  else rmSync(join(reports, stale))
}

rmSync(scratch, { recursive: true })
for (const line of problems) console.log(line)
console.log(problems.length === 0 ? `api: ${packages.length} packages as reported` : `api: ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
