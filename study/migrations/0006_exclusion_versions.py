import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('study', '0005_texts_may_return'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExclusionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('rules', models.JSONField(help_text='`study.design.exclusion.Exclusion` as JSON')),
                ('sha256', models.CharField(max_length=64)),
                ('sessions_before', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusion_versions', to='study.study')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('study', 'version'), name='exclusion_version_once_per_study')],
            },
        ),
    ]
