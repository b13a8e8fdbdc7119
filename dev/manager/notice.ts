/** A notice as the message centre has it. */
export interface ManagerNotice {
  id: number;
  title: string;
  content: string;
  level: string;
  source: string;
  idempotencyKey: string;
  createdAt: Date;
  /** To whom it was sent, once for each receiver however often it is asked for. */
  receivers: string[];
}
