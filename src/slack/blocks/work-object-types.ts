/** The Work Objects that this app uses: Slack's own types, with text that only `text.ts` makes. */
import type { EntityActionButton, EntityCustomField, EntityMetadata, IncidentEntityFields } from '@slack/types';
import type { Plain } from './text.ts';

export type TagColor = 'red' | 'yellow' | 'green' | 'gray' | 'blue';

export interface WorkObject extends Omit<EntityMetadata, 'app_unfurl_url'> {
  entity_payload: {
    attributes: Attributes;
    fields: IncidentFields;
    custom_fields: CustomField[];
    display_order: string[];
    actions?: Actions;
  };
}

export interface SharedWorkObject extends WorkObject {
  app_unfurl_url: string;
}

export interface Attributes {
  title: { text: Plain };
  display_type: Plain;
  product_name: Plain;
  display_id?: Plain;
  metadata_last_modified?: number;
}

interface TextField {
  value: Plain;
  long?: boolean;
  tag_color?: TagColor;
}

export interface IncidentFields extends Pick<IncidentEntityFields, 'date_created' | 'date_updated'> {
  priority: TextField;
  status?: TextField;
  service?: TextField;
  description?: TextField;
}

export interface CustomField extends EntityCustomField {
  label: Plain;
  value: Plain;
}

export interface ActionButton extends EntityActionButton {
  text: Plain;
  accessibility_label?: Plain;
}

export interface Actions {
  primary_actions: ActionButton[];
  overflow_actions?: ActionButton[];
}
