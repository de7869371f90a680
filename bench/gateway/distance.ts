/** Distance on loopback: a port that passes on to another whatever comes, so many milliseconds later. Answers are not held. */
import { connect, createServer } from "node:net"

/** Opens a port that leads to `url` from afar, and gives its URL. */
export const from = (url: string, millis: number): Promise<string> => {
  const port = Number(new URL(url).port)
  const server = createServer((near) => {
    const upstream = connect({ host: "127.0.0.1", port, noDelay: true })
    near.setNoDelay(true)
    near.on("data", (chunk) => setTimeout(() => upstream.writable && upstream.write(chunk), millis))
    upstream.pipe(near)
    near.on("close", () => upstream.destroy())
    near.on("error", () => upstream.destroy())
    upstream.on("error", () => near.destroy())
  })
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`)
    })
  })
}
