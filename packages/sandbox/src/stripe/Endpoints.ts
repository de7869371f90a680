/** The addresses that get webhooks: new ones, and secrets that are rolled, during which both sign. */
import { NotThere } from "../AdminHttp.ts"
import { BadInput } from "../internal/decode.ts"
import type { Endpoint } from "./Options.ts"
import { speaks } from "./Settings.ts"
import type { State } from "./State.ts"

const day = 86_400_000

/** Adds an endpoint; gives its id. */
export const add = (state: State, endpoint: Endpoint): string => {
  const { apiVersion, secrets } = endpoint
  if (secrets.length === 0) throw new BadInput("an endpoint needs a secret")
  if (apiVersion !== undefined && !speaks(apiVersion)) throw new BadInput("apiVersion must be of the release endive")
  const id = `we_1Sandbox${state.endpoints.length + 1}`
  state.endpoints.push({ ...endpoint, id })
  return id
}

/** Gives an endpoint, the first unless said otherwise, a new secret; the old ones sign for so long beside it. */
export const roll = (state: State, secret: string, ms = day, id?: string): void => {
  const endpoint = state.endpoints.find((each) => id === undefined || each.id === id)
  if (endpoint === undefined) throw new NotThere(`no endpoint ${id ?? ""}`)
  endpoint.secrets = ms > 0 ? [secret, ...endpoint.secrets] : [secret]
  state.world.after(ms, () => {
    const last = endpoint.secrets.indexOf(secret)
    if (last >= 0) endpoint.secrets = endpoint.secrets.slice(0, last + 1)
  })
}
