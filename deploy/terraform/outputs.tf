output "endpoint" {
  description = "Where FotoGal answers; empty before the images are pushed"
  value       = try(oci_apigateway_deployment.fotogal[0].endpoint, "")
}

output "log_id" {
  description = "Log of audit events"
  value       = oci_logging_log.fotogal.id
}

output "web_bucket" {
  description = "Where `fotogal deploy` publishes the web client"
  value       = oci_objectstorage_bucket.web.name
}
