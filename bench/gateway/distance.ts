/** Distance on loopback: a port that passes on to another whatever comes, so many milliseconds later. Answers are not held. */
import { connect, createServer } from "node:net"

/** Opens a port that leads to `url` from afar, and gives its URL. */
export const from = (url: string, millis: number): Promise<string> => {
  const port = Number(new URL(url).port)
  const server = createServer((near) => {
    const far = connect({ host: "127.0.0.1", port, noDelay: true })
    near.setNoDelay(true)
    near.on("data", (chunk) => setTimeout(() => far.writable && far.write(chunk), millis))
    far.pipe(near)
    near.on("close", () => far.destroy())
    near.on("error", () => far.destroy())
    far.on("error", () => near.destroy())
  })
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`)
    })
  })
}
