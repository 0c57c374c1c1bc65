/** Everyday events about files, people, apps and chats. */

import { writeEventTime } from '../time.ts';
import { idOf, newEntity, newEvent, plainActions, portalLink, type Story, token } from './story.ts';
import { dlp, securityResult } from './verdicts.ts';

const plan = '0f4c1d7be2a95836c7d0e1f2a3b4c5d6';

export const aboutNoEmail: Story[] = [
  {
    id: idOf('bank details in a chat'),
    title: 'Bank details in a Teams file that HEC knows',
    event: (ago) =>
      newEvent(idOf('bank details in a chat'), ago, {
        saas: 'ms_teams',
        entityId: plan,
        type: 'dlp',
        state: 'new',
        severity: '3',
        confidenceIndicator: 'detected',
        eventCreated: writeEventTime(ago({ hours: 3 })),
        description: "DLP has detected a leak in 'suppliers-plan.xlsx', shared in the chat 'Dock 4'",
        data: `DLP has detected a leak in '${token({ entity_id: plan, entity_type: 'ms_teams_file', label: 'suppliers-plan.xlsx' })}', shared in the chat 'Dock 4'`,
        entityLink: portalLink('ms_teams_file', plan),
        availableEventActions: plainActions(idOf('bank details in a chat')),
      }),
    entity: (ago) => ({
      ...newEntity(plan, ago, {
        entityInfo: { saas: 'ms_teams', saasEntityType: 'ms_teams_file' },
        entityAvailableActions: [],
      }),
      entityPayload: { name: 'suppliers-plan.xlsx', size: 48_213 },
      entitySecurityResult: securityResult(
        plan,
        'ms_teams_file',
        dlp(['Bank details', 'PII'], ['DE89 **** **** 3000', 'ana.l***@***']),
      ),
    }),
  },
  {
    id: idOf('file with payment cards'),
    title: 'A leaked file, with its customer under the misspelt name',
    event: (ago) => {
      const id = idOf('file with payment cards');
      const { customerId, ...usual } = newEvent(id, ago, {
        saas: 'office365_onedrive',
        entityId: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K',
        type: 'dlp',
        state: 'new',
        severity: 'medium',
        confidenceIndicator: 'detected',
        eventCreated: writeEventTime(ago({ hours: 26 })),
        description:
          "DLP has detected payment card numbers in 'customers-2026.xlsx', shared by mia.okafor@harbour-freight.example",
        data: `DLP has detected payment card numbers in '${token({ entity_id: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', entity_type: 'o365_onedrive_file', label: 'customers-2026.xlsx' })}', shared by mia.okafor@harbour-freight.example`,
        additionalData: { matches: 214, policy: 'Payment cards', sharedWith: 'anyone with the link' },
        availableEventActions: plainActions(id),
      });
      return { ...usual, cusomerId: customerId };
    },
  },
  {
    id: idOf('impossible travel'),
    title: 'An anomaly about a person (the entity id is a GUID)',
    event: (ago) =>
      newEvent(idOf('impossible travel'), ago, {
        entityId: 'b7f6f3de-52cf-4f3a-9d11-0f5f2c8a77e1',
        type: 'anomaly',
        state: 'new',
        severity: '3',
        confidenceIndicator: 'suspicious',
        eventCreated: writeEventTime(ago({ minutes: 48 })),
        description: 'Lee Tan signed in from Lisbon and, 20 minutes later, from Singapore',
        data: `${token({ entity_id: 'b7f6f3de-52cf-4f3a-9d11-0f5f2c8a77e1', entity_type: 'office365_emails_user', label: 'Lee Tan' })} signed in from Lisbon and, 20 minutes later, from Singapore`,
        availableEventActions: plainActions(idOf('impossible travel')),
      }),
  },
  {
    id: idOf('unapproved file sharing'),
    title: 'Shadow IT, found through Google (time without a fraction)',
    event: (ago) =>
      newEvent(idOf('unapproved file sharing'), ago, {
        saas: 'google_mail',
        // The email by which HEC noticed it, such as a welcome.
        entityId: idOf('a welcome to FileFerry'),
        entityLink: portalLink('google_mail_email', idOf('a welcome to FileFerry')),
        type: 'shadow_it',
        state: 'dismissed',
        severity: 'Low',
        confidenceIndicator: 'detected',
        eventCreated: ago({ weeks: 2 })
          .toISOString()
          .replace(/\.\d+Z$/, '+00:00'),
        description: 'mia.okafor@harbour-freight.example has started to use FileFerry, which is not approved',
        data: `${token({ entity_id: '104729104729104729104', entity_type: 'google_user', label: 'mia.okafor@harbour-freight.example' })} has started to use ${token({ entity_id: 'fileferry.example', entity_type: 'av_dns_info', label: 'FileFerry' })}, which is not approved`,
        availableEventActions: plainActions(idOf('unapproved file sharing')).slice(1),
      }),
  },
  {
    id: idOf('malware in a chat'),
    title: 'Malware in a Teams chat',
    event: (ago) =>
      newEvent(idOf('malware in a chat'), ago, {
        saas: 'ms_teams',
        entityId: '19:4b1c7d@thread.example;1764000000000',
        type: 'malware',
        state: 'pending',
        severity: 'Highest',
        eventCreated: writeEventTime(ago({ hours: 30 })),
        description: "Detected malware in 'setup-scanner.exe', sent by a guest to the chat 'Dock 4'",
        data: '',
        availableEventActions: plainActions(idOf('malware in a chat')),
      }),
  },
];
