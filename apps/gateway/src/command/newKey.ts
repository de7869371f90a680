/**
 * `switchyard new-key <name> [--role …]`: makes an API key, shows it this once, and prints the entry for the config,
 * which knows it by its SHA-256 only. Nothing is stored and nothing is read.
 */
import type { Role } from "../model/Role.ts"
import * as ApiKey from "../security/apiKey.ts"
import type { CommandResult } from "./checkConfig.ts"

/** Makes a key for this name. */
export const newKey = (name: string, role: Role): CommandResult => {
  const key = ApiKey.generate()
  const entry = { name, sha256: ApiKey.sha256(key), roles: [role] }
  return {
    exitCode: 0,
    out: [
      `The key of ${name}, shown this once; give it to its user and keep no copy:`,
      "",
      `  ${key}`,
      "",
      'Its entry for "apiKeys" in the config:',
      "",
      `  ${JSON.stringify(entry)}`
    ],
    error: []
  }
}
