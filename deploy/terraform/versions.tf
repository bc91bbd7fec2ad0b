terraform {
  required_version = ">= 1.2"
  required_providers {
    oci = {
      source  = "oracle/oci"
      version = ">= 7.23"
    }
    random = {
      source  = "hashicorp/random"
      version = ">= 3.4"
    }
  }
}

# Resource Manager gives the credentials; elsewhere they come from ~/.oci/config.
provider "oci" {
  region = var.region
}

# Groups and policies are made in the tenancy's home region.
provider "oci" {
  alias  = "home"
  region = local.home_region
}
