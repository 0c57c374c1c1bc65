/** The Block Kit limits that this app can reach, in UTF-16 characters or pieces. Past one, Slack refuses the message. */

export const limits = {
  message: {
    blocks: 50,
    /**
     * Ours. Slack answers `msg_blocks_too_long` for a message's total text, at an undocumented length: people met it at
     * about 13,200 characters, and at fewer with many blocks.
     */
    text: 12_000,
  },
  modal: { blocks: 100, title: 24, submit: 24, close: 24, privateMetadata: 3_000, callbackId: 255 },
  blockId: 255,
  actionId: 255,
  section: { text: 3_000, fields: 10, field: 2_000 },
  header: { text: 150 },
  context: { elements: 10 },
  actions: { elements: 25 },
  /** A text object with no narrower limit. */
  textObject: 3_000,
  button: { text: 75, value: 2_000, url: 3_000, accessibilityLabel: 75 },
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  options: { select: 100, overflow: 5, radioButtons: 10, checkboxes: 10, text: 75, value: 150 },
} as const;
