//! Lists disabled rate limits, for a warning at start.

use super::Config;

impl Config {
    /// The keys of disabled rate limits. An anonymous limit of 0 means the limit of users, so it
    /// counts as disabled only if that is disabled too.
    #[must_use]
    pub fn disabled_limits(&self) -> Vec<&'static str> {
        let Self {
            server,
            auth,
            graphql,
            live,
            ..
        } = self;
        let limits = [
            (
                "data_upload_max_memory_size",
                self.data_upload_max_memory_size == 0,
            ),
            (
                "data_upload_max_number_fields",
                self.data_upload_max_number_fields == 0,
            ),
            (
                "data_upload_max_number_files",
                self.data_upload_max_number_files == 0,
            ),
            (
                "data_upload_max_number_values",
                self.data_upload_max_number_values == 0,
            ),
            (
                "data_upload_max_text_length",
                self.data_upload_max_text_length == 0,
            ),
            (
                "server.customer_max_text_length",
                server.customer_max_text_length == 0,
            ),
            (
                "server.max_requests_per_minute",
                server.max_requests_per_minute == 0,
            ),
            (
                "server.max_anonymous_requests_per_minute",
                server.max_anonymous_requests_per_minute == 0
                    && server.max_requests_per_minute == 0,
            ),
            ("auth.throttle_failures", auth.throttle_failures == 0),
            (
                "auth.throttle_address_failures",
                auth.throttle_address_failures == 0,
            ),
            (
                "graphql.max_cost_per_minute",
                graphql.max_cost_per_minute == 0,
            ),
            (
                "graphql.max_anonymous_cost_per_minute",
                graphql.max_anonymous_cost_per_minute == 0 && graphql.max_cost_per_minute == 0,
            ),
            (
                "live.max_connections_per_address",
                live.max_connections_per_address == 0,
            ),
            (
                "live.max_connections_per_user",
                live.max_connections_per_user == 0,
            ),
        ];
        limits
            .into_iter()
            .filter(|(_, is_disabled)| *is_disabled)
            .map(|(key, _)| key)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_limits_are_enabled_by_default() {
        let mut config = Config::default();
        assert_eq!(config.disabled_limits(), Vec::<&str>::new());
        config.auth.throttle_failures = 0;
        config.live.max_connections_per_user = 0;
        assert_eq!(
            config.disabled_limits(),
            ["auth.throttle_failures", "live.max_connections_per_user"]
        );
    }
}
