"""Files on S3, or on a server that speaks its language: one small module per thing that is done there.

`storage_s3` puts them together. boto3 is known to this package only, and its exceptions end here.
"""
