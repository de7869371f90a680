/** Payouts through the P2P platform for Switchyard. */
export * as P2p from "./P2p.ts"
export { plugin } from "./P2p.ts"
export { PayoutOptions } from "./P2pPayouts.ts"
