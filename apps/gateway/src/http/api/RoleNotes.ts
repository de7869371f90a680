/** What the OpenAPI document says of roles: who may call each endpoint, from the same table by which they are let in. */
import { purposes } from "../../model/Role.ts"
import * as Roles from "./Roles.ts"

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value)

const without = (responses: unknown, status: string): unknown =>
  isNode(responses) ? Object.fromEntries(Object.entries(responses).filter(([code]) => code !== status)) : responses

/** An operation with the roles that may call it; one that needs no key stays as it is. */
export const withRoles = (operation: Node): Node => {
  const roles = Roles.of(String(operation.operationId))
  if (roles.length === 0) return operation
  const text = typeof operation.description === "string" ? `${operation.description}\n\n` : ""
  return {
    ...operation,
    description: `${text}Roles: ${roles.join(", ")}`,
    "x-roles": roles,
    // Whoever has a key at all may do this.
    responses: Roles.isEverybody(roles) ? without(operation.responses, "403") : operation.responses
  }
}

/** What an API key is, how it is sent, and what its roles are for. */
export const aboutKeys = [
  "An API key, as `switchyard new-key` makes it, sent as `Authorization: Bearer <API key>`. Its roles stand in the config:",
  ...Object.entries(purposes).map(([role, purpose]) => `- \`${role}\` ${purpose}`)
].join("\n")
