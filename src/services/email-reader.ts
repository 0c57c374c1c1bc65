/**
 * Reads the emails that events are about. However many ask for one at the same time, people or jobs, HEC is asked once;
 * the answer is shared for a moment, and a failure too, because HEC may hang on an entity.
 */
import { LRUCache } from 'lru-cache';
import { ttl } from '../cache.ts';
import type { Entity } from '../events/security-event.ts';
import type { HecClient, ReadEntity } from '../hec/client.ts';
import { HecNotFoundError } from '../hec/errors.ts';
import type { Logger } from '../log.ts';

export type EntityReader = Pick<HecClient, 'readEntity'>;

/** HEC knows some events' entities by nothing but their id: `missing` is an ordinary answer. */
export type EmailAnswer =
  | { kind: 'read'; entity: Entity }
  | { kind: 'missing'; error: HecNotFoundError }
  | { kind: 'failed'; error: unknown };

interface Question {
  /** Milliseconds since 1970, from just before HEC was asked. */
  askedAt: number;
  answer: Promise<EmailAnswer>;
  isPending: boolean;
}

/** What was last read of an email. */
export interface LastRead {
  entity: Entity;
  askedAt: number;
}

/** For so long, an answer is given to others. */
const sharedForMs = 10_000;
const keptForMs = 10 * 60_000;
const mostKept = 1_000;
/** In characters of HEC's answers, like the events that a lookup keeps. */
const mostSize = 8_000_000;
const questionSize = 1_000;

export class EmailReader {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #questions: LRUCache<string, Question>;
  readonly #lastRead: LRUCache<string, LastRead>;

  /** One for people and jobs. */
  constructor({ logger, now }: { logger: Logger; now: () => number }) {
    this.#logger = logger;
    this.#now = now;
    const kept = { max: mostKept, maxSize: mostSize, ...ttl(keptForMs, now) };
    this.#questions = new LRUCache(kept);
    this.#lastRead = new LRUCache(kept);
  }

  /**
   * Never rejects.
   * @param hec asks for people or for jobs
   * @param after HEC must have been asked later than this
   */
  read(entityId: string, hec: EntityReader, after = Number.NEGATIVE_INFINITY): Promise<EmailAnswer> {
    const question = this.#questions.get(entityId);
    const isNew = question !== undefined && question.askedAt > after;
    const isShared = isNew && (question.isPending || question.askedAt > this.#now() - sharedForMs);
    return isShared ? question.answer : this.#ask(entityId, () => hec.readEntity(entityId));
  }

  /** Like `read`, but asks again after a failure. @throws the errors in `hec/errors.ts` */
  async readOrThrow(entityId: string, hec: EntityReader): Promise<Entity> {
    const question = this.#questions.get(entityId);
    const hasFailed = question?.isPending === false && (await question.answer).kind === 'failed';
    const answer = await this.read(entityId, hec, hasFailed ? Number.POSITIVE_INFINITY : undefined);
    if (answer.kind !== 'read') throw answer.error;
    return answer.entity;
  }

  lastRead(entityId: string): LastRead | undefined {
    return this.#lastRead.get(entityId);
  }

  /** A lookup that has to read the entity itself saves its card from reading it again. */
  sharing(hec: EntityReader): EntityReader['readEntity'] {
    return async (entityId, signal) => {
      const reading = hec.readEntity(entityId, signal);
      void this.#ask(entityId, () => reading);
      return reading;
    };
  }

  #ask(entityId: string, reading: () => Promise<ReadEntity>): Promise<EmailAnswer> {
    const askedAt = this.#now();
    const answer = this.#answerOf(entityId, reading);
    const question: Question = { askedAt, answer: answer.then(([given]) => given), isPending: true };
    this.#questions.set(entityId, question, { size: questionSize });
    void answer.then(([given, size]) => {
      question.isPending = false;
      if (given.kind === 'read') this.#lastRead.set(entityId, { entity: given.entity, askedAt }, { size });
      if (this.#questions.peek(entityId) === question) this.#questions.set(entityId, question, { size });
    });
    return question.answer;
  }

  async #answerOf(entityId: string, reading: () => Promise<ReadEntity>): Promise<[EmailAnswer, number]> {
    try {
      const { size, ...entity } = await reading();
      return [{ kind: 'read', entity }, questionSize + size];
    } catch (error) {
      if (error instanceof HecNotFoundError) return [{ kind: 'missing', error }, questionSize];
      this.#logger.info({ err: error, entityId }, 'the email of an event could not be read');
      return [{ kind: 'failed', error }, questionSize];
    }
  }
}
