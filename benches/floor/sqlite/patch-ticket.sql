UPDATE helpdesk_ticket SET priority = :priority, modified = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE id = :id;
SELECT ticket FROM floor_rest_ticket WHERE id = :id;
