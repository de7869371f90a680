/**
 * POST /shop_balance: a shop's money per currency, as the ledger's balances hold it.
 */
import { of, toFloatText } from "../internal/decimal.ts"
import { NumberText } from "../internal/json.ts"
import type { Answer } from "../Reply.ts"
import { ok } from "./Envelope.ts"
import type { Shop } from "./Options.ts"
import type { State } from "./State.ts"

const float = (text: string): NumberText => new NumberText(toFloatText(of(text)))

/** The balances of one shop. */
export const shopBalance = (state: State, shop: Shop): Answer =>
  ok({
    balances: state.world.balances.list(shop.id).map((balance) => ({
      available: float(balance.available),
      currency: new NumberText(balance.currency),
      frozen: float(balance.frozen),
      hold: float(balance.hold),
      rolling_reserve: new NumberText("0.0")
    }))
  })
