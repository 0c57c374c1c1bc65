/** The Block Kit that this app uses: Slack's own types, with text that only `text.ts` makes. */
import type * as slack from '@slack/types';
import type { Mrkdwn, Plain } from './text.ts';

export interface MrkdwnElement extends slack.MrkdwnElement {
  text: Mrkdwn;
}

export interface PlainTextElement extends slack.PlainTextElement {
  text: Plain;
}

export interface ConfirmationDialog extends slack.ConfirmationDialog {
  title: PlainTextElement;
  text: PlainTextElement;
  confirm: PlainTextElement;
  deny: PlainTextElement;
}

export interface Button extends slack.Button {
  text: PlainTextElement;
  accessibility_label?: Plain;
  confirm?: ConfirmationDialog;
}

export interface HeaderBlock extends slack.HeaderBlock {
  text: PlainTextElement;
}

export interface SectionBlock extends slack.SectionBlock {
  text: MrkdwnElement;
  fields?: never;
  accessory?: Button;
}

export interface ContextBlock extends slack.ContextBlock {
  elements: MrkdwnElement[];
}

export interface ActionsBlock extends slack.ActionsBlock {
  elements: Button[];
}

export interface PlainTextOption extends slack.PlainTextOption {
  text: PlainTextElement;
  description?: PlainTextElement;
}

export interface MrkdwnOption extends slack.MrkdwnOption {
  text: MrkdwnElement;
  description?: PlainTextElement;
}

interface PlainTextInput extends slack.PlainTextInput {
  placeholder?: PlainTextElement;
}

interface EmailInput extends slack.EmailInput {
  placeholder?: PlainTextElement;
}

interface ConversationsSelect extends slack.ConversationsSelect {
  placeholder?: PlainTextElement;
  confirm?: never;
}

interface StaticSelect extends slack.StaticSelect {
  placeholder?: PlainTextElement;
  options?: PlainTextOption[];
  option_groups?: { label: PlainTextElement; options: PlainTextOption[] }[];
  initial_option?: PlainTextOption;
  confirm?: never;
}

interface MultiStaticSelect extends slack.MultiStaticSelect {
  placeholder?: PlainTextElement;
  options?: PlainTextOption[];
  option_groups?: never;
  initial_options?: PlainTextOption[];
  confirm?: never;
}

interface RadioButtons extends slack.RadioButtons {
  options: PlainTextOption[];
  initial_option?: PlainTextOption;
  confirm?: never;
}

interface Checkboxes extends slack.Checkboxes {
  options: MrkdwnOption[];
  initial_options?: MrkdwnOption[];
  confirm?: never;
}

export interface InputBlock extends slack.InputBlock {
  label: PlainTextElement;
  hint?: PlainTextElement;
  element:
    | PlainTextInput
    | EmailInput
    | ConversationsSelect
    | StaticSelect
    | MultiStaticSelect
    | RadioButtons
    | Checkboxes;
}

export type KnownBlock = slack.DividerBlock | HeaderBlock | SectionBlock | ContextBlock | ActionsBlock | InputBlock;

/** What is in a cell, Slack shows as it stands; its notifications may not. */
export interface RawTextElement extends slack.RawTextElement {
  text: Plain;
}

/** Only in messages that everybody sees. */
export interface DataTableBlock extends slack.DataTableBlock {
  caption: Plain;
  rows: RawTextElement[][];
}

export interface ModalView extends slack.ModalView {
  title: PlainTextElement;
  blocks: KnownBlock[];
  close?: PlainTextElement;
  submit?: PlainTextElement;
}

export interface HomeView extends slack.HomeView {
  blocks: KnownBlock[];
}

export function rawText(text: Plain): RawTextElement {
  return { type: 'raw_text', text };
}

export function mrkdwnText(text: Mrkdwn): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

export function plainText(text: Plain): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
