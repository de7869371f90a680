/** Connections of an instance's own, out of the config: used by it, and gone when the client is closed. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Switchyard from "@switchyard/facade/Switchyard"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { ca, client, encryptedKey, passphrase, server, stranger } from "../../core/test/support/identities.ts"
import { answer, listen } from "../../core/test/support/server.ts"

const files: Readonly<Record<string, string>> = {
  "tls/ca.pem": ca,
  "tls/shop.pem": client.cert,
  "tls/shop.key": encryptedKey
}

const configOf = (baseUrl: string, transport: object) => ({
  providers: {
    main: {
      use: "@switchyard/feennex",
      options: {
        baseUrl,
        shopId: 112,
        shopCurrency: "USD",
        secretKey: { $file: "secret" },
        payways: { payouts: { card: { RUB: "card_rub" } } }
      },
      transport
    }
  }
})

const own = {
  ca: { $file: "tls/ca.pem" },
  cert: { $file: "tls/shop.pem" },
  key: { $file: "tls/shop.key" },
  passphrase: { $env: "PASSPHRASE" }
}

const options: Switchyard.Options = {
  env: { PASSPHRASE: passphrase },
  files: (path) => (path === "secret" ? "hush-hush\n" : files[path])
}

const demanding = listen({
  tls: { ...server, ca, requestCert: true, rejectUnauthorized: true },
  requested: (socket) => socket.write(answer("{}"))
})

describe("an instance with connections of its own", () => {
  it.live("is reached over them by promises, and no socket is left when the client is closed", () =>
    Effect.gen(function* () {
      const { observed, until, url } = yield* demanding
      const opened = yield* Effect.promise(() => Switchyard.open(configOf(url, own), options))
      const balance = yield* Effect.promise(() => opened.payouts.balance("main"))
      assert.strictEqual(balance._tag, "failed")
      assert.strictEqual(observed.requests.length, 1)
      assert.strictEqual(observed.closed, 0)
      yield* Effect.promise(opened.close)
      yield* until(({ closed, connections }) => closed === connections)
    })
  )

  it.live("is let go with the scope in which the config was opened", () =>
    Effect.gen(function* () {
      const { observed, until, url } = yield* demanding
      const scope = yield* Scope.make()
      const opening = Switchyard.make(configOf(url, own), options)
      const { payouts } = yield* opening.pipe(Effect.provideService(Scope.Scope, scope))
      yield* Effect.ignore(payouts.balance("main"))
      assert.strictEqual(observed.requests.length, 1)
      yield* Scope.close(scope, Exit.void)
      yield* until(({ closed, connections }) => closed === connections)
    })
  )

  it.effect("is a problem of the config at the option that is wrong, which is not repeated", () =>
    Effect.gen(function* () {
      const problemsOf = (transport: object) =>
        Effect.map(Effect.flip(Switchyard.make(configOf("https://pay.test", transport), options)), (error) => {
          for (const secret of [passphrase, "PRIVATE KEY", "canary"]) {
            assert.notInclude(inspect(error, { depth: 9, showHidden: true }), secret)
          }
          return error.problems.map(({ path, reason }) => `${path}: ${reason}`)
        })
      const at = "providers.main.transport"
      assert.deepStrictEqual(yield* problemsOf({ ...own, passphrase: "canary" }), [
        `${at}.key: must be a PEM private key that opens with the passphrase`
      ])
      assert.deepStrictEqual(yield* problemsOf({ cert: client.cert, key: stranger.key }), [
        `${at}.key: must be the key of the certificate`
      ])
      assert.deepStrictEqual(yield* problemsOf({ proxy: "https://u:canary@proxy.test" }), [
        `${at}.proxy: must be an http URL without path`
      ])
      assert.deepStrictEqual(yield* problemsOf({ ca: { $file: "gone" } }), [
        `${at}.ca: is taken from the file gone, which cannot be read`
      ])
      assert.deepStrictEqual(yield* problemsOf({ sockets: 3 }), [`${at}.sockets: is not a known field`])
    })
  )
})
