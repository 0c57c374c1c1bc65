/**
 * Slack's Block Kit limits, from its documentation and its error messages.
 * Characters are UTF-16 code units.
 */

export const limits = {
  blocks: { message: 50, ephemeral: 50, unfurl: 50, modal: 100, home: 100 },
  /** For all text in one message's blocks together; beyond it Slack answers msg_blocks_too_long. */
  messageBlocksText: 13_200,
  messageText: 40_000,
  attachments: 100,
  id: 255,
  url: 3_000,
  altText: 2_000,
  sectionText: 3_000,
  sectionFields: 10,
  sectionField: 2_000,
  header: 150,
  contextElements: 10,
  contextText: 3_000,
  actionsElements: 25,
  inputLabel: 2_000,
  inputHint: 2_000,
  imageTitle: 2_000,
  markdown: 12_000,
  button: { text: 75, value: 2_000, accessibilityLabel: 75 },
  confirm: { title: 100, text: 300, button: 30 },
  option: { text: 75, value: 150, description: 75 },
  selectOptions: 100,
  optionGroups: 100,
  overflowOptions: 5,
  radioOptions: 10,
  checkboxOptions: 10,
  placeholder: 150,
  inputLength: 3_000,
  table: { rows: 100, columns: 20 },
  dataTable: { minimumRows: 2, rows: 101, columns: 20, text: 10_000, pageSize: 100 },
  alert: 200,
  card: { title: 150, subtitle: 150, body: 200, buttons: 3 },
  carousel: 10,
  container: { children: 10, title: 150 },
  modal: { title: 24, button: 24, privateMetadata: 3_000, views: 3 },
} as const;
