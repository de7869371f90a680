/**
 * Which IP addresses belong to somebody out on the internet. For IPv6 only global unicast is taken, less the parts of it
 * that embed or tunnel to IPv4; everything else, mapped IPv4 too, is refused without asking what it maps to.
 */
import { BlockList, isIP } from "node:net"

const subnets = (family: "ipv4" | "ipv6", ranges: ReadonlyArray<readonly [string, number]>): BlockList => {
  const list = new BlockList()
  for (const [network, bits] of ranges) list.addSubnet(network, bits, family)
  return list
}

// https://www.iana.org/assignments/iana-ipv4-special-registry
const specialV4 = subnets("ipv4", [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4]
])

const globalV6 = subnets("ipv6", [["2000::", 3]])

// https://www.iana.org/assignments/iana-ipv6-special-registry
const specialV6 = subnets("ipv6", [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20]
])

/** Whether this text is an IP address out on the internet. */
export const isPublic = (address: string): boolean => {
  const family = isIP(address)
  if (family === 4) return !specialV4.check(address, "ipv4")
  // An address with a zone (fe80::1%eth0) is one of this machine's own networks.
  if (family !== 6 || address.includes("%")) return false
  return globalV6.check(address, "ipv6") && !specialV6.check(address, "ipv6")
}

/** Whom an address stands for when somebody is counted: who has one IPv6 address has all of its /64 network. */
export const networkOf = (address: string): string => {
  if (isIP(address) !== 6 || address.includes(".")) return address
  const [head = "", tail = ""] = address.split("::")
  const groups = (text: string) => text.split(":").filter((group) => group !== "")
  const [first, last] = [groups(head), groups(tail)]
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => "0")
  return [...first, ...zeros, ...last].slice(0, 4).join(":")
}
