/** The gateway's variables: what each of them may say, and that nothing else is taken for anything. */
import { Result } from "effect"
import { assert, describe, it } from "vitest"
import * as SandboxWorld from "../../src/start/sandboxWorld.ts"
import * as Settings from "../../src/start/settings.ts"

const now = Date.parse("2026-11-29T12:00:00Z")

type Env = Readonly<Record<string, string>>

const problemsOf = (env: Env) => {
  const settings = Settings.read(env, now)
  return Result.isFailure(settings) ? settings.failure : []
}

const pathsOf = (env: Env) => problemsOf(env).map(({ path }) => path)

describe("SWITCHYARD_RECOVER", () => {
  it.each([
    ["1", "newest record"],
    ["2026-11-29T08:30:00Z", Date.parse("2026-11-29T08:30:00Z")],
    ["2026-11-29T08:30Z", Date.parse("2026-11-29T08:30:00Z")],
    ["2026-11-29T08:30:00.123456789Z", Date.parse("2026-11-29T08:30:00.123Z")],
    ["2026-11-29T08:30:00+03:00", Date.parse("2026-11-29T05:30:00Z")],
    ["2024-02-29T00:00:00Z", Date.parse("2024-02-29T00:00:00Z")],
    // The clock of the backup may be a little ahead.
    ["2026-11-29T12:01:00Z", now + 60_000],
    ["", undefined]
  ] as const)("may be %j", (text, since) => {
    assert.strictEqual(Result.getOrThrow(Settings.read({ SWITCHYARD_RECOVER: text }, now)).recoverSince, since)
  })

  it.each([
    ["2026-02-31T00:00:00Z", /exists/],
    ["2026-11-31T08:30:00Z", /exists/],
    ["2026-02-29T00:00:00Z", /exists/],
    ["2026-13-01T00:00:00Z", /exists/],
    ["2026-11-29T25:00:00Z", /exists/],
    ["2026-11-29T08:60:00Z", /exists/],
    ["2026-11-29T08:30:60Z", /exists/],
    ["2026-11-29T08:30:00+99:99", /exists/],
    ["2026-11-29T12:01:01Z", /past/],
    ["2062-11-29T08:30:00Z", /past/],
    ["2026-11-29T12:30:00-05:00", /past/],
    ["2026-11-29", /time zone/],
    ["2026-11-29T08:30:00", /time zone/],
    ["2026-11-29 08:30:00Z", /time zone/],
    ["1764405000", /time zone/],
    ["yes", /time zone/],
    ["0", /time zone/],
    ["true", /time zone/],
    [" 1", /time zone/]
  ] as const)("may not be %j", (text, reason) => {
    const problems = problemsOf({ SWITCHYARD_RECOVER: text })
    assert.deepStrictEqual(
      problems.map(({ path }) => path),
      ["SWITCHYARD_RECOVER"]
    )
    assert.match(problems[0]?.reason ?? "", reason)
  })
})

describe("SWITCHYARD_LOG_LEVEL", () => {
  it("may be one of those that are known, and nothing that is like one", () => {
    for (const level of ["debug", "info", "warn", "error", "none", ""]) {
      assert.deepStrictEqual(pathsOf({ SWITCHYARD_LOG_LEVEL: level }), [], level)
    }
    for (const level of ["INFO", "warning", "trace", "verbose", "0", "toString", " info"]) {
      assert.deepStrictEqual(problemsOf({ SWITCHYARD_LOG_LEVEL: level }), [
        { path: "SWITCHYARD_LOG_LEVEL", reason: "must be one of debug, info, warn, error, none" }
      ])
    }
  })
})

describe("ports", () => {
  const wrong = ["65536", "-1", "80a", "http", "8e3", "99999999"]

  it("are numbers that can be one; 0 stands for any", () => {
    for (const port of ["0", "8080", "65535", ""]) assert.deepStrictEqual(pathsOf({ PORT: port }), [], port)
    for (const port of wrong) assert.deepStrictEqual(pathsOf({ PORT: port }), ["PORT"], port)
  })

  it("of the simulators are known before they start, so none of them is 0", () => {
    for (const name of ["FEENNEX_PORT", "P2P_PORT", "STRIPE_PORT"]) {
      for (const port of ["8081", "65535", ""])
        assert.deepStrictEqual(SandboxWorld.problems({ [name]: port }), [], port)
      for (const port of [...wrong, "0"]) {
        const reason = "must be a port, 1 to 65535"
        assert.deepStrictEqual(SandboxWorld.problems({ [name]: port }), [{ path: name, reason }], port)
      }
    }
  })
})

describe("the variables of OpenTelemetry", () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" }

  it("are understood or refused once there is a collector, and of no meaning before", () => {
    const wrong = {
      OTEL_TRACES_EXPORTER: "console",
      OTEL_METRICS_EXPORTER: "prometheus",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: "json"
    }
    assert.deepStrictEqual(pathsOf(wrong), [])
    assert.deepStrictEqual(pathsOf({ ...endpoint, ...wrong }), Object.keys(wrong))
    for (const url of ["collector:4318", "nonsense", "ftp://collector"]) {
      assert.deepStrictEqual(pathsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: url }), ["OTEL_EXPORTER_OTLP_ENDPOINT"])
    }
    const right = {
      ...endpoint,
      OTEL_TRACES_EXPORTER: "otlp",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json"
    }
    assert.deepStrictEqual(pathsOf(right), [])
  })
})

describe("variables that cannot be used", () => {
  it("are all told at once", () => {
    const env = { PORT: "x", SWITCHYARD_RECOVER: "x", SWITCHYARD_LOG_LEVEL: "x" }
    assert.deepStrictEqual(pathsOf(env), ["PORT", "SWITCHYARD_RECOVER", "SWITCHYARD_LOG_LEVEL"])
  })
})
