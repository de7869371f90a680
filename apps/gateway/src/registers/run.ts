/** One run over a register, reading it or comparing it again: only the latest of them counts. */
export interface Run {
  readonly id: string
  readonly run: string
}
