/** Everything that people can do in the simulated workspace. */

import { changeConversation } from './change.ts';
import { createClick } from './click.ts';
import { command } from './command.ts';
import { clickInDetails, entityDetails, globalShortcut, messageShortcut, openHome } from './open.ts';
import { forward, sendEmail } from './pass-on.ts';
import { compose, deleteMessage, editMessage, post, postByOtherApp } from './post.ts';
import { type Scene, sendEvent } from './scene.ts';
import { closeView, submitView } from './submit.ts';

export function createPeople(scene: Scene) {
  const bound =
    <Rest extends unknown[], Result>(act: (scene: Scene, ...rest: Rest) => Result) =>
    (...rest: Rest): Result =>
      act(scene, ...rest);
  return {
    command: bound(command),
    post: bound(post),
    changeConversation: bound(changeConversation),
    postByOtherApp: bound(postByOtherApp),
    sendEmail: bound(sendEmail),
    forward: bound(forward),
    editMessage: bound(editMessage),
    deleteMessage: bound(deleteMessage),
    compose: bound(compose),
    click: createClick(scene),
    submitView: bound(submitView),
    closeView: bound(closeView),
    messageShortcut: bound(messageShortcut),
    globalShortcut: bound(globalShortcut),
    openHome: bound(openHome),
    entityDetails: bound(entityDetails),
    clickInDetails: bound(clickInDetails),
    /** Sends the app any event, even one that nobody here could cause. */
    sendEvent: bound(sendEvent),
  };
}
