/* handlers_int.h: what the rows of routes.c point at. Each answers one operation; the route's flags
 * have made sure before that what the path names exists. */
#ifndef AKSCOPE_SIM_HANDLERS_INT_H
#define AKSCOPE_SIM_HANDLERS_INT_H

struct ak_sim_call;

/* identity.c, entra.c, metadata.c */
void ak_sim_get_app_service_token(struct ak_sim_call *call);
void ak_sim_get_vm_token(struct ak_sim_call *call);
void ak_sim_post_token(struct ak_sim_call *call);
void ak_sim_post_device_code(struct ak_sim_call *call);
void ak_sim_get_openid_configuration(struct ak_sim_call *call);
void ak_sim_get_identity_token(struct ak_sim_call *call);
void ak_sim_get_metadata_endpoints(struct ak_sim_call *call);

/* account.c */
void ak_sim_list_subscriptions(struct ak_sim_call *call);
void ak_sim_get_subscription(struct ak_sim_call *call);
void ak_sim_list_locations(struct ak_sim_call *call);
void ak_sim_list_tenants(struct ak_sim_call *call);
void ak_sim_list_groups(struct ak_sim_call *call);
void ak_sim_get_group(struct ak_sim_call *call);

/* rights_call.c */
void ak_sim_list_permissions(struct ak_sim_call *call);

/* features.c */
void ak_sim_list_features(struct ak_sim_call *call);
void ak_sim_get_feature(struct ak_sim_call *call);
void ak_sim_list_providers(struct ak_sim_call *call);
void ak_sim_get_provider(struct ak_sim_call *call);
void ak_sim_register_feature(struct ak_sim_call *call);
void ak_sim_unregister_feature(struct ak_sim_call *call);
void ak_sim_register_provider(struct ak_sim_call *call);

/* roles.c */
void ak_sim_list_role_assignments(struct ak_sim_call *call);
void ak_sim_list_role_definitions(struct ak_sim_call *call);
void ak_sim_get_role_definition(struct ak_sim_call *call);

/* compute.c */
void ak_sim_list_skus(struct ak_sim_call *call);
void ak_sim_list_usages(struct ak_sim_call *call);

/* clusters.c */
void ak_sim_list_clusters(struct ak_sim_call *call);
void ak_sim_list_group_clusters(struct ak_sim_call *call);
void ak_sim_get_cluster(struct ak_sim_call *call);
void ak_sim_list_pools(struct ak_sim_call *call);
void ak_sim_get_pool(struct ak_sim_call *call);
void ak_sim_get_cluster_upgrades(struct ak_sim_call *call);
void ak_sim_get_pool_upgrades(struct ak_sim_call *call);
void ak_sim_get_pool_versions(struct ak_sim_call *call);
void ak_sim_get_versions(struct ak_sim_call *call);
void ak_sim_get_orchestrators(struct ak_sim_call *call);

/* change_pools.c */
void ak_sim_put_pool(struct ak_sim_call *call);
void ak_sim_delete_pool(struct ak_sim_call *call);
void ak_sim_upgrade_pool_image(struct ak_sim_call *call);
void ak_sim_delete_machines(struct ak_sim_call *call);
void ak_sim_abort_pool(struct ak_sim_call *call);
void ak_sim_abort_cluster(struct ak_sim_call *call);

/* change_clusters.c */
void ak_sim_put_cluster(struct ak_sim_call *call);
void ak_sim_patch_cluster(struct ak_sim_call *call);
void ak_sim_delete_cluster(struct ak_sim_call *call);
void ak_sim_stop_cluster(struct ak_sim_call *call);
void ak_sim_start_cluster(struct ak_sim_call *call);

/* operation_handlers.c */
void ak_sim_get_operation(struct ak_sim_call *call);
void ak_sim_get_operation_result(struct ak_sim_call *call);
void ak_sim_get_resource_operation(struct ak_sim_call *call);

#endif
