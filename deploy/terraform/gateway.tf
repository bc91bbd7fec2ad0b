resource "oci_apigateway_gateway" "fotogal" {
  compartment_id = var.compartment_ocid
  display_name   = var.application
  endpoint_type  = "PUBLIC"
  subnet_id      = var.subnet_id
}

# What stands for what in deployment.json.
locals {
  function_ids = {
    for name, function in merge(
      oci_functions_function.fanout, oci_functions_function.jobs, oci_functions_function.others
    ) : "{{function.${name}}}" => function.id
  }
  # Each route's backend, or those that one is chosen from.
  plain_backends = flatten([
    for route in local.specification.routes : try([for branch in route.backend.routingBackends : branch.backend], [route.backend])
  ])
  # The URLs of HTTP backends, by how deployment.json writes them.
  http_backends = distinct([
    for backend in local.plain_backends : backend.url if backend.type == "HTTP_BACKEND"
  ])
  with_endpoint = {
    for url in local.http_backends : url => replace(url, "{{objectstorage.endpoint}}", local.object_storage_endpoint)
  }
  with_namespace = {
    for url, filled in local.with_endpoint : url => replace(filled, "{{objectstorage.namespace}}", local.namespace)
  }
  with_photos = {
    for url, filled in local.with_namespace : url => replace(filled, "{{photos.bucket}}", oci_objectstorage_bucket.photos.name)
  }
  backend_urls = {
    for url, filled in local.with_photos : url => replace(filled, "{{web.bucket}}", oci_objectstorage_bucket.web.name)
  }

  authentication = local.specification.requestPolicies.authentication
}

resource "oci_apigateway_deployment" "fotogal" {
  count = local.has_images ? 1 : 0

  compartment_id = var.compartment_ocid
  display_name   = var.application
  gateway_id     = oci_apigateway_gateway.fotogal.id
  path_prefix    = "/"

  specification {
    logging_policies {
      execution_log {
        is_enabled = local.specification.loggingPolicies.executionLog.isEnabled
        log_level  = local.specification.loggingPolicies.executionLog.logLevel
      }
    }

    request_policies {
      rate_limiting {
        rate_in_requests_per_second = local.specification.requestPolicies.rateLimiting.rateInRequestsPerSecond
        rate_key                    = local.specification.requestPolicies.rateLimiting.rateKey
      }

      authentication {
        type                        = local.authentication.type
        function_id                 = local.function_ids[local.authentication.functionId]
        is_anonymous_access_allowed = local.authentication.isAnonymousAccessAllowed
        parameters                  = local.authentication.parameters
        cache_key                   = local.authentication.cacheKey
        validation_failure_policy {
          type             = local.authentication.validationFailurePolicy.type
          response_code    = local.authentication.validationFailurePolicy.responseCode
          response_message = local.authentication.validationFailurePolicy.responseMessage
          response_header_transformations {
            set_headers {
              dynamic "items" {
                for_each = local.authentication.validationFailurePolicy.responseHeaderTransformations.setHeaders.items
                content {
                  name      = items.value.name
                  values    = items.value.values
                  if_exists = items.value.ifExists
                }
              }
            }
          }
        }
      }
    }

    dynamic "routes" {
      for_each = local.specification.routes
      iterator = route
      content {
        path    = route.value.path
        methods = route.value.methods

        backend {
          type                       = route.value.backend.type
          function_id                = route.value.backend.type == "ORACLE_FUNCTIONS_BACKEND" ? local.function_ids[route.value.backend.functionId] : null
          url                        = route.value.backend.type == "HTTP_BACKEND" ? local.backend_urls[route.value.backend.url] : null
          connect_timeout_in_seconds = try(route.value.backend.connectTimeoutInSeconds, null)
          read_timeout_in_seconds    = try(route.value.backend.readTimeoutInSeconds, null)
          send_timeout_in_seconds    = try(route.value.backend.sendTimeoutInSeconds, null)
          status                     = try(route.value.backend.status, null)
          body                       = try(route.value.backend.body, null)
          dynamic "headers" {
            for_each = try(route.value.backend.headers, [])
            content {
              name  = headers.value.name
              value = headers.value.value
            }
          }
          dynamic "selection_source" {
            for_each = try([route.value.backend.selectionSource], [])
            content {
              type     = selection_source.value.type
              selector = selection_source.value.selector
            }
          }
          dynamic "routing_backends" {
            for_each = try(route.value.backend.routingBackends, [])
            iterator = branch
            content {
              key {
                type       = branch.value.key.type
                name       = branch.value.key.name
                is_default = try(branch.value.key.isDefault, null)
                values     = try(branch.value.key.values, null)
                expression = try(branch.value.key.expression, null)
              }
              backend {
                type                       = branch.value.backend.type
                function_id                = branch.value.backend.type == "ORACLE_FUNCTIONS_BACKEND" ? local.function_ids[branch.value.backend.functionId] : null
                url                        = branch.value.backend.type == "HTTP_BACKEND" ? local.backend_urls[branch.value.backend.url] : null
                connect_timeout_in_seconds = try(branch.value.backend.connectTimeoutInSeconds, null)
                read_timeout_in_seconds    = try(branch.value.backend.readTimeoutInSeconds, null)
                send_timeout_in_seconds    = try(branch.value.backend.sendTimeoutInSeconds, null)
                status                     = try(branch.value.backend.status, null)
                body                       = try(branch.value.backend.body, null)
                dynamic "headers" {
                  for_each = try(branch.value.backend.headers, [])
                  content {
                    name  = headers.value.name
                    value = headers.value.value
                  }
                }
              }
            }
          }
        }

        request_policies {
          dynamic "authorization" {
            for_each = try([route.value.requestPolicies.authorization], [])
            content {
              type = authorization.value.type
            }
          }

          header_transformations {
            dynamic "set_headers" {
              for_each = try([route.value.requestPolicies.headerTransformations.setHeaders], [])
              content {
                dynamic "items" {
                  for_each = set_headers.value.items
                  content {
                    name      = items.value.name
                    values    = items.value.values
                    if_exists = items.value.ifExists
                  }
                }
              }
            }
            dynamic "filter_headers" {
              for_each = try([route.value.requestPolicies.headerTransformations.filterHeaders], [])
              content {
                type = filter_headers.value.type
                dynamic "items" {
                  for_each = filter_headers.value.items
                  content {
                    name = items.value.name
                  }
                }
              }
            }
          }

          dynamic "query_parameter_transformations" {
            for_each = try([route.value.requestPolicies.queryParameterTransformations], [])
            content {
              filter_query_parameters {
                type = query_parameter_transformations.value.filterQueryParameters.type
                dynamic "items" {
                  for_each = query_parameter_transformations.value.filterQueryParameters.items
                  content {
                    name = items.value.name
                  }
                }
              }
            }
          }
        }

        dynamic "response_policies" {
          for_each = try([route.value.responsePolicies], [])
          content {
            header_transformations {
              set_headers {
                dynamic "items" {
                  for_each = response_policies.value.headerTransformations.setHeaders.items
                  content {
                    name      = items.value.name
                    values    = [for value in items.value.values : replace(value, "{{objectstorage.endpoint}}", local.object_storage_endpoint)]
                    if_exists = items.value.ifExists
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
