import { Clock, Sandbox } from "@switchyard/sandbox"

const sandbox = await Sandbox.start({
  clock: Clock.system(),
  feennex: { port: 0 },
  p2p: { port: 0 },
  stripe: { port: 0 }
})
console.log(sandbox.feennex.url, sandbox.p2p.url, sandbox.stripe.url, sandbox.p2p.admin.balances())
await sandbox.close()
