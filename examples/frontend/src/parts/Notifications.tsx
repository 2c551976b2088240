// Notifications of the browser about tickets, while this page is in the background.
import { type TicketEvent, useEvents } from "../api/live";
import { useViewer } from "../api/session";
import { useStored } from "../api/stored";
import { go } from "../navigation";
import { ticketAt } from "../route";

const SETTING = "deskql-notifications";

/** Whether notifications are on, and a function that switches them, which may ask the user for permission. */
export function useNotificationSetting() {
  const [value, set] = useStored(SETTING);
  const isOn = value === "on" && "Notification" in window && Notification.permission === "granted";
  async function change(on: boolean): Promise<boolean> {
    const isAllowed = !on || (await Notification.requestPermission()) === "granted";
    set(on && isAllowed ? "on" : null);
    return isAllowed;
  }
  return [isOn, change] as const;
}

const TEXTS: Partial<Record<TicketEvent["kind"], string>> = {
  CREATED: "New ticket",
  FOLLOW_UP_ADDED: "New reply",
  UPDATED: "Changed",
};

export function Notifications() {
  const viewer = useViewer();
  const [isOn] = useNotificationSetting();
  useEvents((event) => {
    const { kind, ticket, actor, followUp } = event;
    if (!isOn || !ticket || document.hasFocus() || (actor && actor.id === viewer.id)) return;
    // Agents are notified of their tickets and of new ones, customers of all that they see.
    const isMine = ticket.assignedTo?.id === viewer.id || (kind === "CREATED" && !ticket.assignedTo);
    const text = kind === "FOLLOW_UP_ADDED" && followUp?.public === false ? "New internal note" : TEXTS[kind];
    if (!text || (viewer.isAgent && !isMine)) return;
    const notification = new Notification(`${ticket.reference} ${ticket.title}`, {
      body: actor ? `${text} – ${actor.fullName}` : text,
      // A later notification of the same ticket replaces this one.
      tag: `ticket-${ticket.databaseId}`,
    });
    notification.onclick = () => {
      window.focus();
      go(ticketAt(ticket.databaseId));
      notification.close();
    };
  });
  return null;
}
