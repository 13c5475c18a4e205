/** An answer that is written while it is sent, because it may be larger than memory; and what the audit log says of it. */
export class StreamedAnswer {
  readonly response: Response;
  readonly audited: unknown;

  constructor(response: Response, audited: unknown) {
    this.response = response;
    this.audited = audited;
  }
}
