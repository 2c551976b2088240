SELECT ticket FROM floor_rest_ticket WHERE id = :id;
