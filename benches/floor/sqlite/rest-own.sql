SELECT ticket FROM floor_own_ticket WHERE id IN (SELECT id FROM helpdesk_ticket WHERE submitter_email = 'customer@example.com'
                                                      ORDER BY created DESC, id LIMIT 25)
ORDER BY created DESC, id;
SELECT count(*) FROM helpdesk_ticket WHERE submitter_email = 'customer@example.com';
