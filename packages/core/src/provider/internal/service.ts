/** Builds the service of a provider: around each operation of the table the guard that its type asks for. */

import type { Query } from "../../domain/Reference.ts"
import type { Transport } from "../../http/Transport.ts"
import { compact } from "../../outcome/Optional.ts"
import type { Send, SendOptions } from "../../outcome/Outcome.ts"
import type { FieldIssue } from "../../outcome/ProviderError.ts"
import * as Capabilities from "../Capabilities.ts"
import * as Op from "../Op.ts"
import type * as Stages from "../Stages.ts"
import * as Asking from "./asking.ts"
import * as Checked from "./checked.ts"
import * as Guard from "./guard.ts"
import * as Hiding from "./hiding.ts"
import * as Keys from "./keys.ts"
import * as LookingUp from "./lookingUp.ts"
import * as Planning from "./planning.ts"
import * as Refusing from "./refusing.ts"
import * as Replaying from "./replaying.ts"
import * as Sending from "./sending.ts"
import * as Spacing from "./spacing.ts"
import * as Staging from "./staging.ts"

/** An Spi of any kind, without the operations that are the kind's own. */
export type Implementation = LookingUp.Ways &
  Keys.Implementation &
  Staging.Implementation & {
    readonly provider: string
    readonly transport?: Transport | undefined
    readonly manifest: Capabilities.Manifest
    issues?(request: Op.Referring["Type"]): ReadonlyArray<FieldIssue>
  }

/** A table, as far as all tables are the same. */
export type Operations = { readonly [name: string]: Op.Any } & { readonly create: Op.Send<Op.Referring, Op.Codec> }

/** The operations as capabilities name them: a look-up by its two ways. */
const namesOf = (operations: Operations) =>
  Object.entries(operations).flatMap(([name, op]) =>
    op.type === "lookup" ? ["getByReference", "getByProviderReference"] : [name]
  )

const nothingRefused = () => undefined

export const service = (kind: string, operations: Operations, spi: Implementation) => {
  const { manifest, provider } = spi
  const guard = Guard.make(kind, provider, { transport: spi.transport, differing: differingOf(spi) })
  const refusing = Refusing.make(provider, manifest)
  const contextOf = ({ context }: Pick<Query, "reference" | "context">) => refusing.context(context)
  const changes = changesOf(operations)
  const abilities = new Map(changes.map(([name]) => [name, Keys.abilityToChange(spi, name)] as const))
  // The schema of its operation has checked it, if that has one.
  const contextIn = (input: unknown) => {
    const { context }: Partial<Pick<Query, "context">> = Object(input)
    return refusing.context(context)
  }
  const ability = Keys.abilityOf(spi)
  const spacing = Spacing.make(manifest.statusReads.spacingMillis)

  // The type of an Spi says that a member of this name is what its operation in the table is implemented by.
  const implemented = <Run extends (...input: never) => unknown>(name: string): Run | undefined => {
    const member: unknown = Reflect.get(spi, name)
    return typeof member === "function" ? (member.bind(spi) as Run) : undefined
  }

  const { create } = operations
  const commit = implemented<Staging.Commit>("create")
  const staging = commit && Staging.make(guard, spi, commit, ability, (input) => create.subject(input))
  const stages = statedOf(manifest, staging)

  const planOf = (name: string): Sending.Plan | undefined => {
    if (name === "create") return commit && Planning.create(guard, commit, { ability, staging, stated: stages })
    const run = implemented<Sending.Run>(name)
    return run && Planning.change(guard, name, run, abilities.get(name))
  }

  const guarded = (name: string, op: Op.Any) => {
    switch (op.type) {
      case "send":
        return Sending.make(guard, name, op, (input) => refusing.route(op.subject(input), op.methodIn), planOf(name))
      case "modify":
        return Sending.make(guard, name, op, (input) => refusing.change(input, op), planOf(name))
      case "lookup":
        return LookingUp.make(guard, name, op, contextOf, spacing, spi)
      case "ask": {
        const check = (input: unknown) =>
          op.subject === undefined ? contextIn(input) : refusing.question(name, op.subject(input))
        const asking = Asking.make(guard, name, op, check, implemented(name))
        return op.input === Op.Nothing ? () => asking(undefined) : asking
      }
    }
  }

  const issues = Refusing.issues(
    (input) => refusing.route(create.subject(input), create.methodIn),
    spi.issues?.bind(spi)
  )
  const replayed = changes.flatMap(([name, op]): ReadonlyArray<readonly [string, Replaying.About]> => {
    const able = implemented(name) && abilities.get(name)
    if (able === undefined) return []
    return [
      [name, { called: replayOf(name), op, issues: (input) => refusing.change(input, op)?.issues ?? [], ability: able }]
    ]
  })
  const beside = [
    ...(ability === undefined ? [] : ["replay"]),
    ...replayed.map(([, { called }]) => called),
    ...(spi.stages?.abandon ? ["abandon"] : [])
  ]
  const named = Capabilities.operations<string>(spi, namesOf(operations))
  return {
    provider,
    capabilities: { ...manifest, ...stages, operations: [...named, ...beside] },
    issues,
    replay:
      ability === undefined
        ? Replaying.none(guard, { account: spi.repeating?.account })
        : Replaying.make(guard, { called: "replay", op: create, issues, ability, staging }),
    replays: {
      ...noReplays(guard, operations),
      ...Object.fromEntries(replayed.map(([name, about]) => [name, Replaying.ofChange(Replaying.make(guard, about))]))
    },
    stages: stagesOf(guard, create, contextOf, {
      prepare: Planning.prepare(guard, staging, stages),
      abandon: Planning.abandon(guard, spi.stages)
    }),
    ...Object.fromEntries(Object.entries(operations).map(([name, op]) => [name, guarded(name, op)] as const))
  }
}

const differingOf = ({ repeating }: Implementation): Guard.Differing =>
  repeating === undefined || repeating.account === "inRequest" ? undefined : repeating.account.differing

/** The operations of a table that change another one. */
const changesOf = (operations: Operations) =>
  Object.entries(operations).flatMap(([name, op]) => (op.type === "modify" ? [[name, op] as const] : []))

const replayOf = (name: string): string => `${name}.replay`

const noReplays = (guard: Guard.Guard, operations: Operations) =>
  Object.fromEntries(
    changesOf(operations).map(
      ([name]) => [name, Replaying.ofChange(Replaying.none(guard, { called: replayOf(name) }))] as const
    )
  )

/** The stages for those who hold a record, by what each of them sends; what is left out the provider lacks. */
const stagesOf = (
  guard: Guard.Guard,
  create: Operations["create"],
  check: (input: Pick<Query, "reference" | "context">) => Refusing.Refusal | undefined,
  plans: { readonly prepare?: Sending.Plan | undefined; readonly abandon?: Sending.Plan | undefined } = {}
) => {
  const about = { validate: create.validate, ...(create.sensitive && { sensitive: create.sensitive.bind(create) }) }
  return {
    prepare: Sending.make(guard, "prepare", { ...about, hide: Hiding.prepared }, check, plans.prepare),
    abandon: Sending.make(guard, "abandon", { ...about, hide: Hiding.abandoned }, check, plans.abandon)
  }
}

/** The stages as they are stated; what prepares and says nothing of it leaves what anybody can commit. */
const statedOf = ({ stages }: Stages.Stated, staging: Staging.Staging | undefined): Stages.Stated =>
  staging === undefined || stages?.create?.prepared !== undefined
    ? compact({ stages })
    : { stages: { ...stages, create: { ...stages?.create, prepared: "payable" } } }

interface Offered {
  readonly provider: string
  readonly capabilities: Capabilities.Capabilities<string>
}

type Foreign = (input: Op.Referring["Type"], options: SendOptions) => Send<unknown>

/** The same service; a send that was not built here, or was put in the place of one, has the guard of its type around it. */
export const guarded = (kind: string, operations: Operations, offered: Offered): object => {
  const guard = Guard.make(kind, offered.provider)
  const refusing = Refusing.make(offered.provider, offered.capabilities)
  const foreign = Object.entries(operations).flatMap(([name, op]): ReadonlyArray<readonly [string, object]> => {
    if (op.type !== "send" && op.type !== "modify") return []
    const operation: unknown = Reflect.get(offered, name)
    if (typeof operation !== "function" || Checked.isMarked(operation)) return []
    // The type of a service says that a member of this name is what its operation in the table is offered by.
    const run = (operation as Foreign).bind(offered)
    const plan =
      name === "create" ? Planning.foreign(guard, run, offered.capabilities) : Planning.foreignChange(guard, name, run)
    const sending =
      op.type === "send"
        ? Sending.make(guard, name, op, (input) => refusing.route(op.subject(input), op.methodIn), plan)
        : Sending.make(guard, name, op, (input) => refusing.change(input, op), plan)
    return [[name, sending]]
  })
  // What was not built here, or stands beside another create, may send what it likes, whatever it hashes.
  const isReplayed = Replaying.isBuilt(Reflect.get(offered, "replay")) && !foreign.some(([name]) => name === "create")
  const hasStages = areBuilt(Reflect.get(offered, "stages"))
  const given: unknown = Reflect.get(offered, "replays")
  const unreplayed = changesOf(operations)
    .map(([name]) => name)
    .filter((name) => !Replaying.isBuilt(Object(given)[name]) || foreign.some(([other]) => other === name))
  if (foreign.length === 0 && isReplayed && hasStages && unreplayed.length === 0) return offered
  const { capabilities } = offered
  const lacked = [...(isReplayed ? [] : ["replay"]), ...unreplayed.map(replayOf), ...(hasStages ? [] : ["abandon"])]
  const none = noReplays(guard, operations)
  return {
    ...membersOf(operations, offered),
    ...Object.fromEntries(foreign),
    capabilities: { ...capabilities, operations: capabilities.operations.filter((name) => !lacked.includes(name)) },
    ...(!isReplayed && { replay: Replaying.none(guard) }),
    replays: { ...Object(given), ...Object.fromEntries(unreplayed.map((name) => [name, none[name]])) },
    ...(!hasStages && { stages: stagesOf(guard, operations.create, nothingRefused) })
  }
}

const areBuilt = (stages: unknown): boolean =>
  ["prepare", "abandon"].every((name) => {
    const member: unknown = Object(stages)[name]
    return typeof member === "function" && Checked.isMarked(member)
  })

const beside = ["provider", "capabilities", "issues", "replay", "replays", "stages"]

// By their names, because a service that is an instance of a class inherits them.
const membersOf = (operations: Operations, offered: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...beside, ...Object.keys(operations)].map((name) => {
      const member: unknown = Reflect.get(offered, name)
      return [name, typeof member === "function" && !Checked.isMarked(member) ? member.bind(offered) : member]
    })
  )
