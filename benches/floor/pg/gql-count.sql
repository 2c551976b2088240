SELECT count(*) FROM helpdesk_ticket;
