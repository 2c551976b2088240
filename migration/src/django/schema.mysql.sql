-- The tables of django-helpdesk 2.6 and its Django apps as Django 5.2 creates them in MariaDB, from SHOW CREATE TABLE.
-- Like Django, it leaves to the server: engine, character set, collation, and the type of `json`.

CREATE TABLE `auth_group` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(150) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`)
);

CREATE TABLE `auth_user` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `password` varchar(128) NOT NULL,
  `last_login` datetime(6) DEFAULT NULL,
  `is_superuser` tinyint(1) NOT NULL,
  `username` varchar(150) NOT NULL,
  `first_name` varchar(150) NOT NULL,
  `last_name` varchar(150) NOT NULL,
  `email` varchar(254) NOT NULL,
  `is_staff` tinyint(1) NOT NULL,
  `is_active` tinyint(1) NOT NULL,
  `date_joined` datetime(6) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `username` (`username`)
);

CREATE TABLE `django_content_type` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `app_label` varchar(100) NOT NULL,
  `model` varchar(100) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `django_content_type_app_label_model_76bd3d3b_uniq` (`app_label`,`model`)
);

CREATE TABLE `django_migrations` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `app` varchar(255) NOT NULL,
  `name` varchar(255) NOT NULL,
  `applied` datetime(6) NOT NULL,
  PRIMARY KEY (`id`)
);

CREATE TABLE `django_session` (
  `session_key` varchar(40) NOT NULL,
  `session_data` longtext NOT NULL,
  `expire_date` datetime(6) NOT NULL,
  PRIMARY KEY (`session_key`),
  KEY `django_session_expire_date_a5c62663` (`expire_date`)
);

CREATE TABLE `django_site` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `domain` varchar(100) NOT NULL,
  `name` varchar(50) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `django_site_domain_a2e37b91_uniq` (`domain`)
);

CREATE TABLE `helpdesk_checklisttemplate` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL,
  `task_list` json NOT NULL,
  PRIMARY KEY (`id`)
);

CREATE TABLE `helpdesk_customfield` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(50) NOT NULL,
  `label` varchar(30) NOT NULL,
  `help_text` longtext DEFAULT NULL,
  `data_type` varchar(100) NOT NULL,
  `max_length` int(11) DEFAULT NULL,
  `decimal_places` int(11) DEFAULT NULL,
  `empty_selection_list` tinyint(1) NOT NULL,
  `list_values` longtext DEFAULT NULL,
  `ordering` int(11) DEFAULT NULL,
  `required` tinyint(1) NOT NULL,
  `staff_only` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`)
);

CREATE TABLE `helpdesk_emailtemplate` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `template_name` varchar(100) NOT NULL,
  `subject` varchar(100) NOT NULL,
  `heading` varchar(100) NOT NULL,
  `plain_text` longtext NOT NULL,
  `html` longtext NOT NULL,
  `locale` varchar(10) DEFAULT NULL,
  PRIMARY KEY (`id`)
);

CREATE TABLE `helpdesk_escalationexclusion` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL,
  `date` date NOT NULL,
  PRIMARY KEY (`id`)
);

CREATE TABLE `helpdesk_ignoreemail` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL,
  `date` date NOT NULL,
  `email_address` varchar(150) NOT NULL,
  `keep_in_mailbox` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`)
);

CREATE TABLE `helpdesk_presetreply` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL,
  `body` longtext NOT NULL,
  PRIMARY KEY (`id`)
);

CREATE TABLE `auth_permission` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(255) NOT NULL,
  `content_type_id` int(11) NOT NULL,
  `codename` varchar(100) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `auth_permission_content_type_id_codename_01ab375a_uniq` (`content_type_id`,`codename`),
  CONSTRAINT `auth_permission_content_type_id_2f476e4b_fk_django_co` FOREIGN KEY (`content_type_id`) REFERENCES `django_content_type` (`id`)
);

CREATE TABLE `auth_user_groups` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `user_id` int(11) NOT NULL,
  `group_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `auth_user_groups_user_id_group_id_94350c0c_uniq` (`user_id`,`group_id`),
  KEY `auth_user_groups_group_id_97559544_fk_auth_group_id` (`group_id`),
  CONSTRAINT `auth_user_groups_group_id_97559544_fk_auth_group_id` FOREIGN KEY (`group_id`) REFERENCES `auth_group` (`id`),
  CONSTRAINT `auth_user_groups_user_id_6a12ed8b_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `authtoken_token` (
  `key` varchar(40) NOT NULL,
  `created` datetime(6) NOT NULL,
  `user_id` int(11) NOT NULL,
  PRIMARY KEY (`key`),
  UNIQUE KEY `user_id` (`user_id`),
  CONSTRAINT `authtoken_token_user_id_35299eff_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `django_admin_log` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `action_time` datetime(6) NOT NULL,
  `object_id` longtext DEFAULT NULL,
  `object_repr` varchar(200) NOT NULL,
  `action_flag` smallint(5) unsigned NOT NULL CHECK (`action_flag` >= 0),
  `change_message` longtext NOT NULL,
  `content_type_id` int(11) DEFAULT NULL,
  `user_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `django_admin_log_content_type_id_c4bce8eb_fk_django_co` (`content_type_id`),
  KEY `django_admin_log_user_id_c564eba6_fk_auth_user_id` (`user_id`),
  CONSTRAINT `django_admin_log_content_type_id_c4bce8eb_fk_django_co` FOREIGN KEY (`content_type_id`) REFERENCES `django_content_type` (`id`),
  CONSTRAINT `django_admin_log_user_id_c564eba6_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_queue` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `title` varchar(100) NOT NULL,
  `slug` varchar(50) NOT NULL,
  `email_address` varchar(254) DEFAULT NULL,
  `locale` varchar(10) DEFAULT NULL,
  `allow_public_submission` tinyint(1) NOT NULL,
  `allow_email_submission` tinyint(1) NOT NULL,
  `escalate_days` int(11) DEFAULT NULL,
  `new_ticket_cc` varchar(200) DEFAULT NULL,
  `updated_ticket_cc` varchar(200) DEFAULT NULL,
  `email_box_type` varchar(5) DEFAULT NULL,
  `email_box_host` varchar(200) DEFAULT NULL,
  `email_box_port` int(11) DEFAULT NULL,
  `email_box_ssl` tinyint(1) NOT NULL,
  `email_box_user` varchar(200) DEFAULT NULL,
  `email_box_pass` varchar(200) DEFAULT NULL,
  `email_box_imap_folder` varchar(100) DEFAULT NULL,
  `email_box_interval` int(11) DEFAULT NULL,
  `email_box_last_check` datetime(6) DEFAULT NULL,
  `socks_proxy_type` varchar(8) DEFAULT NULL,
  `socks_proxy_host` char(39) DEFAULT NULL,
  `socks_proxy_port` int(11) DEFAULT NULL,
  `permission_name` varchar(72) DEFAULT NULL,
  `default_owner_id` int(11) DEFAULT NULL,
  `email_box_local_dir` varchar(200) DEFAULT NULL,
  `logging_dir` varchar(200) DEFAULT NULL,
  `logging_type` varchar(5) DEFAULT NULL,
  `enable_notifications_on_email_events` tinyint(1) NOT NULL,
  `dedicated_time` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `helpdesk_queue_slug_3b3429c3_uniq` (`slug`),
  KEY `helpdesk_queue_default_owner_id_b0930a66_fk_auth_user_id` (`default_owner_id`),
  CONSTRAINT `helpdesk_queue_default_owner_id_b0930a66_fk_auth_user_id` FOREIGN KEY (`default_owner_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_savedsearch` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `title` varchar(100) NOT NULL,
  `shared` tinyint(1) NOT NULL,
  `query` longtext NOT NULL,
  `user_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_savedsearch_user_id_24cf33b5_fk_auth_user_id` (`user_id`),
  CONSTRAINT `helpdesk_savedsearch_user_id_24cf33b5_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_usersettings` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `settings_pickled` longtext DEFAULT NULL,
  `user_id` int(11) NOT NULL,
  `email_on_ticket_assign` tinyint(1) NOT NULL,
  `email_on_ticket_change` tinyint(1) NOT NULL,
  `login_view_ticketlist` tinyint(1) NOT NULL,
  `tickets_per_page` int(11) NOT NULL,
  `use_email_as_submitter` tinyint(1) NOT NULL,
  `ticket_respond_layout` varchar(16) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `user_id` (`user_id`),
  CONSTRAINT `helpdesk_usersettings_user_id_58123c87_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `auth_group_permissions` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `group_id` int(11) NOT NULL,
  `permission_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `auth_group_permissions_group_id_permission_id_0cd325b0_uniq` (`group_id`,`permission_id`),
  KEY `auth_group_permissio_permission_id_84c5c92e_fk_auth_perm` (`permission_id`),
  CONSTRAINT `auth_group_permissio_permission_id_84c5c92e_fk_auth_perm` FOREIGN KEY (`permission_id`) REFERENCES `auth_permission` (`id`),
  CONSTRAINT `auth_group_permissions_group_id_b120cbf9_fk_auth_group_id` FOREIGN KEY (`group_id`) REFERENCES `auth_group` (`id`)
);

CREATE TABLE `auth_user_user_permissions` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `user_id` int(11) NOT NULL,
  `permission_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `auth_user_user_permissions_user_id_permission_id_14a6b632_uniq` (`user_id`,`permission_id`),
  KEY `auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm` (`permission_id`),
  CONSTRAINT `auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm` FOREIGN KEY (`permission_id`) REFERENCES `auth_permission` (`id`),
  CONSTRAINT `auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_escalationexclusion_queues` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `escalationexclusion_id` int(11) NOT NULL,
  `queue_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `helpdesk_escalationexclu_escalationexclusion_id_q_f8f19aff_uniq` (`escalationexclusion_id`,`queue_id`),
  KEY `helpdesk_escalatione_queue_id_ed8d4906_fk_helpdesk_` (`queue_id`),
  CONSTRAINT `helpdesk_escalatione_escalationexclusion__62556c07_fk_helpdesk_` FOREIGN KEY (`escalationexclusion_id`) REFERENCES `helpdesk_escalationexclusion` (`id`),
  CONSTRAINT `helpdesk_escalatione_queue_id_ed8d4906_fk_helpdesk_` FOREIGN KEY (`queue_id`) REFERENCES `helpdesk_queue` (`id`)
);

CREATE TABLE `helpdesk_ignoreemail_queues` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `ignoreemail_id` int(11) NOT NULL,
  `queue_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `helpdesk_ignoreemail_que_ignoreemail_id_queue_id_b3c79ff5_uniq` (`ignoreemail_id`,`queue_id`),
  KEY `helpdesk_ignoreemail_queue_id_73141496_fk_helpdesk_` (`queue_id`),
  CONSTRAINT `helpdesk_ignoreemail_ignoreemail_id_f6fcd398_fk_helpdesk_` FOREIGN KEY (`ignoreemail_id`) REFERENCES `helpdesk_ignoreemail` (`id`),
  CONSTRAINT `helpdesk_ignoreemail_queue_id_73141496_fk_helpdesk_` FOREIGN KEY (`queue_id`) REFERENCES `helpdesk_queue` (`id`)
);

CREATE TABLE `helpdesk_kbcategory` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `title` varchar(100) NOT NULL,
  `slug` varchar(50) NOT NULL,
  `description` longtext NOT NULL,
  `queue_id` int(11) DEFAULT NULL,
  `public` tinyint(1) NOT NULL,
  `name` varchar(100) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_kbcategory_slug_5922579d` (`slug`),
  KEY `helpdesk_kbcategory_queue_id_975d03cb_fk_helpdesk_queue_id` (`queue_id`),
  CONSTRAINT `helpdesk_kbcategory_queue_id_975d03cb_fk_helpdesk_queue_id` FOREIGN KEY (`queue_id`) REFERENCES `helpdesk_queue` (`id`)
);

CREATE TABLE `helpdesk_presetreply_queues` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `presetreply_id` int(11) NOT NULL,
  `queue_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `helpdesk_presetreply_que_presetreply_id_queue_id_805647a1_uniq` (`presetreply_id`,`queue_id`),
  KEY `helpdesk_presetreply_queue_id_b90d97e8_fk_helpdesk_` (`queue_id`),
  CONSTRAINT `helpdesk_presetreply_presetreply_id_9e5e7b10_fk_helpdesk_` FOREIGN KEY (`presetreply_id`) REFERENCES `helpdesk_presetreply` (`id`),
  CONSTRAINT `helpdesk_presetreply_queue_id_b90d97e8_fk_helpdesk_` FOREIGN KEY (`queue_id`) REFERENCES `helpdesk_queue` (`id`)
);

CREATE TABLE `helpdesk_kbitem` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `title` varchar(100) NOT NULL,
  `question` longtext NOT NULL,
  `answer` longtext NOT NULL,
  `votes` int(11) NOT NULL,
  `recommendations` int(11) NOT NULL,
  `last_updated` datetime(6) NOT NULL,
  `category_id` int(11) NOT NULL,
  `team_id` int(11) DEFAULT NULL,
  `order` int(10) unsigned DEFAULT NULL CHECK (`order` >= 0),
  `enabled` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_kbitem_category_id_14a1b130_fk_helpdesk_kbcategory_id` (`category_id`),
  KEY `helpdesk_kbitem_team_id_81825755_fk_auth_user_id` (`team_id`),
  CONSTRAINT `helpdesk_kbitem_category_id_14a1b130_fk_helpdesk_kbcategory_id` FOREIGN KEY (`category_id`) REFERENCES `helpdesk_kbcategory` (`id`),
  CONSTRAINT `helpdesk_kbitem_team_id_81825755_fk_auth_user_id` FOREIGN KEY (`team_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_kbiattachment` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `file` varchar(1000) NOT NULL,
  `filename` varchar(1000) NOT NULL,
  `mime_type` varchar(255) NOT NULL,
  `size` int(11) NOT NULL,
  `kbitem_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_kbiattachment_kbitem_id_591a4abd_fk_helpdesk_kbitem_id` (`kbitem_id`),
  CONSTRAINT `helpdesk_kbiattachment_kbitem_id_591a4abd_fk_helpdesk_kbitem_id` FOREIGN KEY (`kbitem_id`) REFERENCES `helpdesk_kbitem` (`id`)
);

CREATE TABLE `helpdesk_kbitem_downvoted_by` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `kbitem_id` int(11) NOT NULL,
  `user_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `helpdesk_kbitem_downvoted_by_kbitem_id_user_id_18b17abc_uniq` (`kbitem_id`,`user_id`),
  KEY `helpdesk_kbitem_downvoted_by_user_id_39f933f2_fk_auth_user_id` (`user_id`),
  CONSTRAINT `helpdesk_kbitem_down_kbitem_id_3a75f7eb_fk_helpdesk_` FOREIGN KEY (`kbitem_id`) REFERENCES `helpdesk_kbitem` (`id`),
  CONSTRAINT `helpdesk_kbitem_downvoted_by_user_id_39f933f2_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_kbitem_voted_by` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `kbitem_id` int(11) NOT NULL,
  `user_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `helpdesk_kbitem_voted_by_kbitem_id_user_id_88c9133c_uniq` (`kbitem_id`,`user_id`),
  KEY `helpdesk_kbitem_voted_by_user_id_625691ca_fk_auth_user_id` (`user_id`),
  CONSTRAINT `helpdesk_kbitem_vote_kbitem_id_61b06632_fk_helpdesk_` FOREIGN KEY (`kbitem_id`) REFERENCES `helpdesk_kbitem` (`id`),
  CONSTRAINT `helpdesk_kbitem_voted_by_user_id_625691ca_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_ticket` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `title` varchar(200) NOT NULL,
  `created` datetime(6) NOT NULL,
  `modified` datetime(6) NOT NULL,
  `submitter_email` varchar(254) DEFAULT NULL,
  `status` int(11) NOT NULL,
  `on_hold` tinyint(1) NOT NULL,
  `description` longtext DEFAULT NULL,
  `resolution` longtext DEFAULT NULL,
  `priority` int(11) NOT NULL,
  `due_date` datetime(6) DEFAULT NULL,
  `last_escalation` datetime(6) DEFAULT NULL,
  `assigned_to_id` int(11) DEFAULT NULL,
  `queue_id` int(11) NOT NULL,
  `secret_key` varchar(36) NOT NULL,
  `kbitem_id` int(11) DEFAULT NULL,
  `merged_to_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_ticket_assigned_to_id_0716992e_fk_auth_user_id` (`assigned_to_id`),
  KEY `helpdesk_ticket_queue_id_9b210169_fk_helpdesk_queue_id` (`queue_id`),
  KEY `helpdesk_ticket_kbitem_id_ee0464fc_fk_helpdesk_kbitem_id` (`kbitem_id`),
  KEY `helpdesk_ticket_merged_to_id_7e3893ff_fk_helpdesk_ticket_id` (`merged_to_id`),
  CONSTRAINT `helpdesk_ticket_assigned_to_id_0716992e_fk_auth_user_id` FOREIGN KEY (`assigned_to_id`) REFERENCES `auth_user` (`id`),
  CONSTRAINT `helpdesk_ticket_kbitem_id_ee0464fc_fk_helpdesk_kbitem_id` FOREIGN KEY (`kbitem_id`) REFERENCES `helpdesk_kbitem` (`id`),
  CONSTRAINT `helpdesk_ticket_merged_to_id_7e3893ff_fk_helpdesk_ticket_id` FOREIGN KEY (`merged_to_id`) REFERENCES `helpdesk_ticket` (`id`),
  CONSTRAINT `helpdesk_ticket_queue_id_9b210169_fk_helpdesk_queue_id` FOREIGN KEY (`queue_id`) REFERENCES `helpdesk_queue` (`id`)
);

CREATE TABLE `helpdesk_checklist` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL,
  `ticket_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_checklist_ticket_id_78a0d426_fk_helpdesk_ticket_id` (`ticket_id`),
  CONSTRAINT `helpdesk_checklist_ticket_id_78a0d426_fk_helpdesk_ticket_id` FOREIGN KEY (`ticket_id`) REFERENCES `helpdesk_ticket` (`id`)
);

CREATE TABLE `helpdesk_followup` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `date` datetime(6) NOT NULL,
  `title` varchar(200) DEFAULT NULL,
  `comment` longtext DEFAULT NULL,
  `public` tinyint(1) NOT NULL,
  `new_status` int(11) DEFAULT NULL,
  `ticket_id` int(11) NOT NULL,
  `user_id` int(11) DEFAULT NULL,
  `message_id` varchar(256) DEFAULT NULL,
  `time_spent` bigint(20) DEFAULT NULL,
  `email_recipients` json DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_followup_ticket_id_3db2d079_fk_helpdesk_ticket_id` (`ticket_id`),
  KEY `helpdesk_followup_user_id_5b9c07e3_fk_auth_user_id` (`user_id`),
  CONSTRAINT `helpdesk_followup_ticket_id_3db2d079_fk_helpdesk_ticket_id` FOREIGN KEY (`ticket_id`) REFERENCES `helpdesk_ticket` (`id`),
  CONSTRAINT `helpdesk_followup_user_id_5b9c07e3_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_ticketcc` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `email` varchar(254) DEFAULT NULL,
  `can_view` tinyint(1) NOT NULL,
  `can_update` tinyint(1) NOT NULL,
  `ticket_id` int(11) NOT NULL,
  `user_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_ticketcc_ticket_id_4e774289_fk_helpdesk_ticket_id` (`ticket_id`),
  KEY `helpdesk_ticketcc_user_id_d811c3c2_fk_auth_user_id` (`user_id`),
  CONSTRAINT `helpdesk_ticketcc_ticket_id_4e774289_fk_helpdesk_ticket_id` FOREIGN KEY (`ticket_id`) REFERENCES `helpdesk_ticket` (`id`),
  CONSTRAINT `helpdesk_ticketcc_user_id_d811c3c2_fk_auth_user_id` FOREIGN KEY (`user_id`) REFERENCES `auth_user` (`id`)
);

CREATE TABLE `helpdesk_ticketcustomfieldvalue` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `value` longtext DEFAULT NULL,
  `field_id` int(11) NOT NULL,
  `ticket_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `helpdesk_ticketcustomfieldvalue_ticket_id_field_id_4fc28390_uniq` (`ticket_id`,`field_id`),
  KEY `helpdesk_ticketcusto_field_id_fd61fcda_fk_helpdesk_` (`field_id`),
  CONSTRAINT `helpdesk_ticketcusto_field_id_fd61fcda_fk_helpdesk_` FOREIGN KEY (`field_id`) REFERENCES `helpdesk_customfield` (`id`),
  CONSTRAINT `helpdesk_ticketcusto_ticket_id_4e2fe33a_fk_helpdesk_` FOREIGN KEY (`ticket_id`) REFERENCES `helpdesk_ticket` (`id`)
);

CREATE TABLE `helpdesk_ticketdependency` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `depends_on_id` int(11) NOT NULL,
  `ticket_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `helpdesk_ticketdependency_ticket_id_depends_on_id_43caa9be_uniq` (`ticket_id`,`depends_on_id`),
  KEY `helpdesk_ticketdepen_depends_on_id_e310efa4_fk_helpdesk_` (`depends_on_id`),
  CONSTRAINT `helpdesk_ticketdepen_depends_on_id_e310efa4_fk_helpdesk_` FOREIGN KEY (`depends_on_id`) REFERENCES `helpdesk_ticket` (`id`),
  CONSTRAINT `helpdesk_ticketdepen_ticket_id_618bbe6b_fk_helpdesk_` FOREIGN KEY (`ticket_id`) REFERENCES `helpdesk_ticket` (`id`)
);

CREATE TABLE `helpdesk_checklisttask` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `description` varchar(250) NOT NULL,
  `completion_date` datetime(6) DEFAULT NULL,
  `position` smallint(5) unsigned NOT NULL CHECK (`position` >= 0),
  `checklist_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_checklistta_checklist_id_4171e5cf_fk_helpdesk_` (`checklist_id`),
  KEY `helpdesk_checklisttask_position_1604f85c` (`position`),
  CONSTRAINT `helpdesk_checklistta_checklist_id_4171e5cf_fk_helpdesk_` FOREIGN KEY (`checklist_id`) REFERENCES `helpdesk_checklist` (`id`)
);

CREATE TABLE `helpdesk_followupattachment` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `file` varchar(1000) NOT NULL,
  `filename` varchar(1000) NOT NULL,
  `mime_type` varchar(255) NOT NULL,
  `size` int(11) NOT NULL,
  `followup_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_attachment_followup_id_bed12db9_fk_helpdesk_followup_id` (`followup_id`),
  CONSTRAINT `helpdesk_attachment_followup_id_bed12db9_fk_helpdesk_followup_id` FOREIGN KEY (`followup_id`) REFERENCES `helpdesk_followup` (`id`)
);

CREATE TABLE `helpdesk_ticketchange` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `field` varchar(200) NOT NULL,
  `old_value` longtext DEFAULT NULL,
  `new_value` longtext DEFAULT NULL,
  `followup_id` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `helpdesk_ticketchang_followup_id_2e4e87bc_fk_helpdesk_` (`followup_id`),
  CONSTRAINT `helpdesk_ticketchang_followup_id_2e4e87bc_fk_helpdesk_` FOREIGN KEY (`followup_id`) REFERENCES `helpdesk_followup` (`id`)
);
