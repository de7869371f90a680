/** A shop's options as a config file has them. */
export const config = {
  baseUrl: "https://core.feennex.com",
  shopId: 112,
  shopCurrency: "USD",
  secretKey: "canary",
  payways: { payouts: { card: { USD: "card_usd" } } }
}
