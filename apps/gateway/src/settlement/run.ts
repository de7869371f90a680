/** One run over a settlement report, reading it or comparing it again: only the latest of them counts. */
export interface Run {
  readonly id: string
  readonly run: string
}
